"""Files to model: plans, tables, schedule files of other tools, and the JSON Schema of the plan format."""
