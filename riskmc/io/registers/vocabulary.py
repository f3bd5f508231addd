"""The words that headers of risk registers use, by what they mean, in the languages of their authors.

All words are folded (`words.fold`): no accents, no capitals. Words of a language that mean another thing in another
one are listed under each of their meanings; the contents of the column decide.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from riskmc.io.registers.words import words_of

__all__ = [
    "CONCEPTS",
    "KIND_CONCEPTS",
    "LANGUAGE_MARKS",
    "PHASE_CONCEPTS",
    "POINT_CONCEPTS",
    "SINGLE_LETTERS",
    "STOP_WORDS",
]

_WORDS: Final[Mapping[str, str]] = {
    "id": """
        id, ids, no, nr, num, number, ref, reference, ref no, ref id, code, key, issue key, identifier, uid, sl no,
        serial no, s no, item no, item, position, lfd nr, laufende nummer, laufnr, nummer, kennung, kennziffer,
        numero, num, identifiant, codigo, identificador, folio, codice, kenmerk, volgnummer, issue id, n, pos, risk
        id, risk no, risk ref, risk number, rbs id, register no, index,
        lopnummer, item no, ref id, control no""",
    "risk": """
        risk, risks, risque, risques, risiko, risiken, riesgo, riesgos, risco, riscos, rischio, rischi, risico,
        risicos, risk item, uncertainty, threat opportunity description""",
    "opportunity_word": "opportunity, opportunities",
    "title": """
        title, name, headline, summary, short title, short description, short name, heading, subject, risk title,
        risk name, label, bezeichnung, titel, kurzbezeichnung, kurzbeschreibung, benennung, risikobezeichnung,
        risikotitel, intitule, titre, libelle, nom, titulo, nombre, nome, denominacion, designacao, titolo,
        denominazione, naam, risicotitel, omschrijving kort, task name, threat, failure mode, hazard, gefahr,
        gefahrdung, gefahrenstelle, danger, amenaza, peligro, ameaca, perigo, minaccia, pericolo, dreiging, gevaar,
        bedrohung, menace,
        what could go wrong, what can go wrong, what might happen, what might go wrong""",
    "description": """
        description, descriptions, statement, detail, details, detailed description, narrative, definition,
        explanation, background, beschreibung, risikobeschreibung, erlauterung, beschrieb, descriptif, descripcion,
        detalle, descricao, detalhe, descrizione, dettaglio, omschrijving, beschrijving, toelichting, desc, descr,
        scenario, szenario, risikoszenario, description of risk,
        beskrivning, beskrivelse, opis""",
    "cause": """
        cause, causes, root cause, source, risk source, source of risk, origin, reason, threat source, why, risk
        driver, due to, cause of risk, if, given that, ursache, ursachen, risikoursache, grund, ausloser ursache,
        origine, raison, facteur de risque, causa, causas, raiz, origen, fuente, origem, fonte, cause del rischio,
        origini, oorzaak, oorzaken, bron""",
    "event": """
        event, risk event, events, uncertain event, event description, what could happen, there is a risk that,
        ereignis, risikoereignis, eintrittsereignis, evenement, evenement redoute, evento, evento de riesgo, evento
        de risco, suceso, gebeurtenis, ongewenste gebeurtenis""",
    "effect": """
        effect, effects, consequence, consequences, result, outcome, impact description, description of impact,
        leads to, resulting in, then, effect on objectives, impact statement, implication, implications, auswirkung,
        auswirkungen, folge, folgen, konsequenz, konsequenzen, wirkung, effet, effets, consequence, consequences,
        efecto, efectos, consecuencia, consecuencias, efeito, efeitos, consequencia, consequencias, effetto,
        effetti, conseguenza, conseguenze, gevolg, gevolgen""",
    "category": """
        category, categories, type, risk type, class, group, grouping, theme, area, risk area, workstream, work
        stream, discipline, rbs, rbs code, risk breakdown structure, domain, source category, kategorie,
        risikokategorie, risikoart, art, bereich, gruppe, klasse, themengebiet, categorie, famille, domaine, nature,
        theme, categoria, tipo, area, ambito, ambit, naturaleza, familia, tipologia, categorie risico,
        risicocategorie, soort, thema, domein, component, components, risk category, gewerk, fachbereich, labels,
        kategori, kategoria""",
    "owner": """
        owner, owners, risk owner, responsible, responsibility, responsible party, responsible person, accountable,
        assignee, assigned to, assigned, risk manager, lead, managed by, raised to, who, person, action by,
        eigentumer, eigner, risikoeigner, risikoeigentumer, verantwortlich, verantwortlicher, verantwortliche,
        verantwortung, zustandig, zustandigkeit, risikoverantwortlicher, proprietaire, responsable, porteur, pilote,
        pilote du risque, responsavel, dono, dueno, propietario, encargado, proprietario, responsabile, titolare,
        eigenaar, risico eigenaar, verantwoordelijke, actiehouder, risikotrager, risk lead, risicohouder, quien,
        quem,
        ansvarig, ansvarlig, wlasciciel, riskagare, risikoeier, eier, wer, by whom, qui""",
    "status": """
        status, state, risk status, open closed, stand, zustand, risikostatus, bearbeitungsstand, statut, etat,
        estado, situacao, situacion, estatus, stato, staat, register status, current status, lifecycle, phase
        status, stage""",
    "raised": """
        date raised, raised, raised on, date identified, identified, identified date, identification date, date of
        identification, identified on, date opened, opened, open date, created, date created, created on, creation
        date, date logged, logged, date added, added, entry date, date, date entered, date registered, erfasst,
        erfasst am, erfassungsdatum, identifiziert am, datum, aufnahmedatum, gemeldet am, erstellt, erstellt am,
        date d identification, identifie le, cree le, date de creation, date de saisie, fecha, fecha de
        identificacion, fecha de registro, fecha identificacion, fecha de alta, data, data de identificacao, data
        identificacao, data de registro, identificado em, data di identificazione, data identificazione, data
        inserimento, datum geidentificeerd, datum identificatie, ingediend, aangemaakt""",
    "review": """
        review, review date, next review, next review date, reviewed on, date of review, review by, re review,
        wiedervorlage, nachste prufung, nachste uberprufung, uberprufung, uberprufungsdatum, uberprufung am, revue,
        date de revue, prochaine revue, prochaine revision, revision, fecha de revision, proxima revision, data de
        revisao, proxima revisao, revisao, data di revisione, prossima revisione, revisione, herziening, volgende
        beoordeling, evaluatiedatum, next evidence review""",
    "other_date": """
        last updated, updated, last update, update date, date updated, last modified, modified, last reviewed, date
        closed, closed on, closure date, close date, closed date, date of closure, letzte anderung, geandert am,
        aktualisiert, aktualisiert am, geschlossen am, abgeschlossen am, derniere mise a jour, mise a jour, date de
        cloture, ultima actualizacion, actualizado, fecha de cierre, ultima atualizacao, atualizado em, data de
        encerramento, data de fechamento, ultimo aggiornamento, data chiusura, data di chiusura, laatst bijgewerkt,
        datum gesloten, resolved date, date resolved, due date last""",
    "due": """
        due, due date, target date, date due, deadline, by when, target completion, target completion date,
        completion date, target resolution, target resolution date, resolution date, expected resolution, expected
        resolution date, expected completion, planned completion, action due, implementation date, target close
        date, when, timing, timeframe, fallig, fallig am, falligkeit, falligkeitsdatum, frist, termin, bis wann,
        zieltermin, umsetzungstermin, erledigen bis, zieldatum, echeance, date d echeance, date limite, date cible,
        pour le, vencimiento, fecha limite, fecha objetivo, fecha de vencimiento, fecha compromiso, plazo, cuando,
        prazo, data limite, data alvo, vencimento, quando, scadenza, data di scadenza, data obiettivo, entro il,
        termine, vervaldatum, streefdatum, uiterste datum, gereed, gereed op, einddatum,
        by when, bis wann, delai, forfallsdato, termin realizacji""",
    "window_from": """
        impact start, risk start, exposure start, exposure from, window start, window from, earliest date, earliest
        occurrence, active from, start of exposure, risk from, start exposure, valid from, gultig von, zeitraum von,
        occurrence start, proximity from, can occur from, impact from""",
    "window_to": """
        impact end, impact finish, risk end, risk finish, exposure end, exposure to, window end, window to, latest
        date, latest occurrence, active to, active until, end of exposure, risk to, risk until, end exposure,
        expiry, expiry date, expires, valid to, valid until, gultig bis, zeitraum bis, occurrence end, proximity to,
        can occur until, impact to""",
    "start": """
        start, start date, begin, beginning, anfang, beginn, debut, date de debut, inicio, fecha de inicio, data de
        inicio, inizio, data inizio, startdatum, planned start""",
    "finish": """
        finish, end, end date, finish date, ende, fin, date de fin, fecha de fin, fim, fine, data fine, planned
        finish""",
    "proximity": """
        proximity, imminence, nahe, proximite, proximidad, proximidade, prossimita, nabijheid, velocity, urgency,
        vulnerability rating""",
    "probability": """
        probability, probabilities, prob, likelihood, lik, chance, chances, odds, frequency, likelihood of
        occurrence, probability of occurrence, likelihood rating, probability rating, occurrence probability, prob
        rating, l hood, lhood, freq, eintrittswahrscheinlichkeit, wahrscheinlichkeit, ew, eintrittswahrsch,
        eintrittsw, wkt, haufigkeit, probabilite, probabilite d occurrence, vraisemblance, frequence, occurrence,
        probabilidad, probabilidad de ocurrencia, frecuencia, verosimilitud, ocurrencia, posibilidad, probabilidade,
        probabilidade de ocorrencia, frequencia, ocorrencia, chance de ocorrer, verossimilhanca, probabilita,
        frequenza, verosimiglianza, probabilita di accadimento, waarschijnlijkheid, kans, kans van optreden,
        frequentie,
        sannolikhet, sandsynlighed, sannsynlighet, prawdopodobienstwo,
        how likely, likely to happen""",
    "impact": """
        impact, impacts, severity, sev, magnitude, impact rating, severity rating, consequence rating, consequence,
        consequences, impact level, impact score, level of impact, overall impact, criticality of impact,
        auswirkung, auswirkungen, schadenshohe, schadensausmass, schadenausmass, tragweite, schwere, schweregrad,
        ausmass, schaden, impakt, gravite, severite, consequence, ampleur, impacto, impactos, severidad, gravedad,
        consecuencia, magnitud, severidade, gravidade, consequencia, magnitude, impatto, impatti, gravita, severita,
        conseguenza, ernst, gevolg, omvang, effect score, impactscore, hit, loss, harm, dano, dommage, schade,
        konsekvens, paverkan, pavirkning, wplyw, skutki,
        how bad, how severe, how serious""",
    "score": """
        score, rating, risk rating, risk score, risk level, level, ranking, rank, exposure, risk exposure, rag, rag
        status, rag rating, priority, risk priority, rpn, risk priority number, pxi, p x i, pi score, p i score,
        probability x impact, probability impact, likelihood x impact, l x i, lxi, l x c, l x s, severity score,
        risk value, risk factor, factored, weighted, emv, expected value, expected monetary value, expected loss,
        expected impact, expected cost, ev, criticality, colour, color, heat, zone, risk index, overall rating,
        overall risk, overall risk rating, total score, risk magnitude, matrix score, risk score value, factored
        cost, factored value, weighted value, risk class, risikozahl, risikowert, risikoklasse, risikostufe,
        risikobewertung, risikopotential, risikopotenzial, risikoprioritatszahl, rpz, bewertung, prioritat,
        einstufung, erwartungswert, ampel, risikoniveau, ew x sh, criticite, niveau, niveau de risque, cotation,
        note, indice de risque, priorite, esperance, criticidad, nivel, nivel de riesgo, nivel del riesgo,
        puntuacion, puntaje, calificacion, valor del riesgo, valor esperado, prioridad, clasificacion, exposicion,
        valoracion, semaforo, criticidade, nivel de risco, grau de risco, pontuacao, classificacao, prioridade,
        exposicao, valor do risco, criticita, livello, livello di rischio, punteggio, indice di rischio, priorita,
        valutazione, esposizione, valore atteso, risicoscore, risiconiveau, risicoklasse, risicowaarde, prioriteit,
        niveau, rangorde, verwachtingswaarde,
        riskvarde, risikoverdi, riskpoang, pxa, pxs, lxs, sxl, ixp, pxc, ixl, rpn score, risk points""",
    "schedule": """
        schedule, time, delay, delays, programme, program, duration, slip, slippage, schedule impact, time impact,
        schedule delay, schedule exposure, days, weeks, months, days lost, timeline, sched, timescale, termin,
        termine, zeit, verzug, verzogerung, terminverzug, terminverzogerung, bauzeit, zeitplan, zeitverzug,
        zeitlich, dauer, tage, delai, delais, retard, duree, temps, planning, calendrier, plazo, plazos, tiempo,
        retraso, demora, cronograma, duracion, dias, calendario, prazo, prazos, tempo, atraso, duracao, ritardo,
        tempi, tempistica, programma, durata, giorni, tijd, vertraging, doorlooptijd, dagen, planning, looptijd""",
    "cost": """
        cost, costs, budget, financial, finance, money, monetary, price, capex, cost impact, financial impact, cost
        exposure, value at risk, amount, economic, dollars, dollar, usd, eur, gbp, chf, brl, euro, euros, kosten,
        finanziell, finanzen, kostenauswirkung, schadenssumme, betrag, mehrkosten, cout, couts, surcout, financier,
        montant, economique, costo, costos, coste, costes, sobrecosto, sobrecoste, financiero, economico,
        presupuesto, monto, importe, custo, custos, financeiro, orcamento, valor, montante, extracosti, costi,
        finanziario, importo, kosten, financieel, bedrag, meerkosten, value""",
    "quality": "quality, qualitat, qualite, calidad, qualidade, qualita, kwaliteit",
    "scope": "scope, umfang, perimetre, alcance, escopo, ambito, reikwijdte",
    "performance": """
        performance, technical, technical performance, leistung, technisch, technique, tecnico, desempeno,
        desempenho, prestazioni, prestatie""",
    "safety": """
        safety, hse, health, health and safety, hs, ehs, sicherheit, arbeitssicherheit, securite, sante, seguridad,
        salud, seguranca, saude, sicurezza, salute, veiligheid, gezondheid, people, personnel""",
    "environment": """
        environment, environmental, umwelt, environnement, medio ambiente, ambiental, ambiente, meio ambiente,
        milieu, ambientale""",
    "reputation": """
        reputation, reputational, image, ruf, ansehen, image de marque, reputacion, imagen, reputacao, imagem,
        reputazione, immagine, imago, reputatie""",
    "legal": """
        legal, compliance, regulatory, recht, rechtlich, juridique, cumplimiento, juridico, conformidade, legale,
        juridisch""",
    "low": """
        min, minimum, low, lower, lowest, best, best case, optimistic, opt, p5, p10, min value, lower bound, low
        estimate, lo, minimal, mindestens, minimalwert, optimistisch, optimiste, minimo, minima, optimista, mejor
        caso, otimista, melhor caso, ottimistico, ottimista, migliore, minimaal, laag, low case, from, bester fall,
        cas favorable""",
    "mode": """
        most likely, likely, ml, mode, base, base case, mid, expected, realistic, probable, typical, medium, med,
        p50, best estimate, modal, most probable, nominal, wahrscheinlich, wahrscheinlichster, wahrscheinlichster
        wert, erwartet, realistisch, wahrscheinlichst, le plus probable, plus probable, probable, realiste, mas
        probable, realista, esperado, mais provavel, provavel, piu probabile, probabile, realistico, atteso, meest
        waarschijnlijk, meest waarschijnlijke, waarschijnlijk, verwacht, average, mean, ml value""",
    "high": """
        max, maximum, high, upper, highest, worst, worst case, pessimistic, pess, p90, p95, p80, max value, upper
        bound, high estimate, hi, maximal, hochstens, maximalwert, pessimistisch, schlimmster fall, pessimiste,
        maximo, maxima, pesimista, peor caso, pessimista, pior caso, massimo, pessimistico, peggiore, maximaal,
        hoog, high case, cas defavorable, pire cas""",
    "inherent": """
        inherent, gross, pre, initial, before, raw, untreated, unmitigated, uncontrolled, pre mitigation, pre
        mitigated, premitigation, premitigated, before mitigation, pre response, before response, pre treatment,
        before treatment, pre control, before controls, without controls, pre mit, pre action, baseline, original,
        before action, brutto, bruttorisiko, vor massnahme, vor massnahmen, vor, vor gegenmassnahmen, brut, avant,
        avant mesures, avant traitement, avant actions, avant action, initiale, inherente, inicial, bruto, antes,
        antes de la mitigacion, antes da mitigacao, antes de mitigacion, sin mitigar, inerente, iniziale, lordo,
        prima, ante mitigazione, prima della mitigazione, voor maatregelen, voor, initieel, bruto risico, anfangs,
        ausgangsrisiko, anfanglich""",
    "current": """
        current, today, present, existing, as is, aktuell, derzeit, actuel, actuelle, actual, atual, attuale,
        huidig, huidige, with existing controls, ist""",
    "residual": """
        residual, post, net, after, mitigated, post mitigation, post mitigated, postmitigation, postmitigated, after
        mitigation, post response, after response, post treatment, after treatment, after controls, post control,
        post controls, with controls, post mit, post action, after action, after actions, revised, remaining,
        managed, treated, netto, nettorisiko, rest, restrisiko, nach massnahme, nach massnahmen, nach, nach
        gegenmassnahmen, net risk, residuel, residuelle, apres, apres mesures, apres traitement, apres action, apres
        actions, nette, residuales, neto, despues, despues de la mitigacion, despues de mitigacion, residuo, apos,
        apos mitigacao, apos a mitigacao, liquido, depois, residua, residuale, netto, dopo, dopo la mitigazione,
        post mitigazione, rest risico, restrisico, na maatregelen, na, resterend""",
    "target": """
        target, planned, future, ziel, soll, cible, objetivo, alvo, meta, obiettivo, doel, streef, desired,
        tolerable""",
    "strategy": """
        strategy, response type, response strategy, treatment option, treatment type, risk response type, mitigation
        type, response option, type of response, treatment strategy, mitigation strategy, approach, risk strategy,
        tam, 4t, four ts, 4ts, strategie, risikostrategie, massnahmenart, bewaltigungsstrategie, strategie de
        reponse, strategie de traitement, type de reponse, estrategia, tipo de respuesta, estrategia de respuesta,
        tipo de resposta, estrategia de resposta, strategia, tipo di risposta, strategia di risposta, decision,
        reponse, respuesta, resposta, risposta""",
    "action": """
        action, actions, mitigation, mitigations, response, responses, treatment, treatments, measure, measures,
        countermeasure, countermeasures, control, controls, mitigation plan, mitigation action, mitigation actions,
        mitigating action, mitigating actions, response plan, response action, response actions, action plan, risk
        response, risk treatment, treatment plan, management plan, planned action, planned actions, planned
        response, preventive action, preventive actions, prevention, proposed action, mitigation strategy,
        mitigation measures, existing controls, further action, actions required, further mitigation, next steps,
        next step, mitigation steps, preventive measures, handling, response description, massnahme, massnahmen,
        gegenmassnahme, gegenmassnahmen, risikominderung, vorbeugung, praventivmassnahmen, risikobehandlung,
        behandlung, minderung, aktion, mesure, mesures, attenuation, traitement, plan d action, actions preventives,
        plan de traitement, parade, parades, medida, medidas, mitigacion, accion, acciones, tratamiento, plan de
        mitigacion, plan de accion, plan de respuesta, respuesta, accion de mitigacion, acciones de mitigacion,
        control, controles, mitigacao, acao, acoes, tratamento, plano de mitigacao, plano de acao, plano de
        resposta, resposta, contramedida, azione, azioni, mitigazione, trattamento, misura, misure, contromisure,
        contromisura, piano di mitigazione, risposta, azioni di mitigazione, maatregel, maatregelen,
        beheersmaatregel, beheersmaatregelen, actie, acties, mitigerende maatregelen, mitigatie, beheersing,
        abwehrmassnahmen, response strategies,
        atgard, atgarder, tiltak, tiltag, dzialanie, dzialania,
        resp, what will we do, what are we going to do, what are we doing, what is being done""",
    "trigger": """
        trigger, triggers, early warning, early warning sign, warning sign, warning signs, early warning indicator,
        risk trigger, indicator, indicators, symptom, symptoms, trigger condition, kri, ausloser, fruhwarnindikator,
        fruhwarnsignal, indikator, declencheur, declencheurs, signal d alerte, indicateur, disparador, disparadores,
        detonante, sintomas, gatilho, gatilhos, indicador, sinal de alerta, segnale, segnale di allarme, innesco,
        indicatore, aanleiding, signaal""",
    "contingency": """
        contingency, contingency plan, contingency plans, contingent response, contingency action, contingency
        actions, reactive plan, plan b, notfallplan, eventualplan, eventualmassnahme, notfallmassnahme, plan de
        contingence, plan d urgence, plan de secours, plan de contingencia, contingencia, plano de contingencia,
        piano di contingenza, piano di emergenza, contingenza, noodplan, contingentie, corrective action, corrective
        actions, reaktive massnahmen""",
    "fallback": """
        fallback, fallback plan, fall back plan, fall back, ruckfallplan, ruckfallebene, plan de repli, plan
        alternativo, plan alterno, plano alternativo, piano alternativo, terugvalplan, terugvaloptie""",
    "comment": """
        comment, comments, note, notes, remark, remarks, commentary, progress, latest update, update, updates,
        additional information, bemerkung, bemerkungen, kommentar, kommentare, anmerkung, anmerkungen, notiz,
        notizen, hinweis, commentaire, commentaires, remarque, remarques, observation, observations, observaciones,
        comentarios, notas, observacoes, comentarios, notas, osservazioni, commenti, note, opmerking, opmerkingen,
        evidence, assumptions, status notes, status update, status comments, progress update,
        persons at risk, people at risk, who might be harmed, persons affected, who is at risk""",
    "tasks": """
        task, tasks, activity, activities, affected activity, affected activities, affected task, affected tasks,
        impacted task, impacted tasks, impacted activities, impacted activity, activity id, activity ids, activity
        name, task id, task ids, tasks affected, activities affected, linked tasks, linked activities, mapped
        activities, mapped tasks, wbs, wbs id, wbs code, wbs element, work package, work packages, deliverable,
        deliverables, milestone, milestones, milestones affected, schedule activity, schedule activities, vorgang,
        vorgange, betroffene vorgange, betroffener vorgang, arbeitspaket, arbeitspakete, betroffene arbeitspakete,
        psp, psp element, aktivitat, aktivitaten, tache, taches, taches impactees, taches concernees, activite,
        activites, lot, lots, tarea, tareas, tareas afectadas, actividad, actividades, actividades afectadas,
        tarefa, tarefas, tarefas afetadas, atividade, atividades, atividades afetadas, attivita, attivita
        interessate, taak, taken, activiteit, activiteiten, werkpakket, werkpakketten, betrokken taken, hito, hitos,
        jalon, jalons, meilenstein, meilensteine""",
    "kind": """
        threat opportunity, threat or opportunity, threat opp, risk opportunity, risk or opportunity, r o, t o, opp
        threat, opportunity threat, risk nature, chance risiko, risiko chance, chance oder risiko, menace
        opportunite, risque opportunite, amenaza oportunidad, ameaca oportunidade, minaccia opportunita, dreiging
        kans, riesgo oportunidad, risco oportunidade, kans bedreiging""",
    "distribution": """
        distribution, distribution type, shape, verteilung, loi, distribucion, distribuicao, distribuzione,
        verdeling, pdf type""",
    "affects": """
        affected, impacted, affects, betroffen, betroffene, concerne, impacte, afectado, afectada, afetado,
        impattato, betrokken, linked, mapped""",
    "date_word": "date, dates, datum, fecha, data, on, am, le, em",
    "plan_word": "plan, plans, plano, piano",
    "percent": "percent, percentage, pct, prozent, pourcentage, porcentaje, porcentagem, percentuale, percentage",
    # What other tables speak of.
    "issue": "issue, issues, problem, problems, incident, incidents",
    "predecessor": """
        predecessor, predecessors, depends on, dependencies, vorganger, predecesseur, predecesseurs, predecesor,
        predecesora, predecesoras, antecessor, antecessora, predecessora, predecessore, predecessori, voorganger,
        voorgangers, successor, successors, nachfolger""",
    "duration_word": """
        duration, duration days, dauer, duree, duracion, duracao, durata, doorlooptijd, original duration, remaining
        duration""",
    "resource": """
        resource, resources, resourcing, resource names, ressource, ressourcen, ressources, recurso, recursos,
        risorsa, risorse, middelen""",
    "complete": """
        complete, percent complete, work complete, effort, work, hours, arbeit, baseline start, baseline finish""",
    "vulnerability": """
        cvss, cve, cve id, vulnerability, vulnerabilities, exploit, plugin id, plugin, cwe, schwachstelle,
        vulnerabilite, vulnerabilidad, vulnerabilidade""",
    "asset": """
        asset, assets, asset name, asset owner, asset id, ip, ip address, hostname, host, port, mac address, device,
        operating system""",
    "driver": """
        driver, driver param, driver label, param, parameter, stress, stress pct, default stress, default stress
        pct, sensitivity, elasticity, baseline value, shock""",
    "customer": """
        customer, customer id, client id, loan, loan amount, credit score, account, account id, policy, policy
        number, age, income, gender, patient, patient id, ticker, isin, portfolio""",
    "influence": "influence, interest, power, engagement, stakeholder, stakeholders, stakeholder name",
    "requirement": """
        requirement, requirements, user story, story points, sprint, test case, test id, expected result, actual
        result""",
}


def _phrases() -> dict[str, tuple[str, ...]]:
    """Turn the lists round: from a phrase to what it may mean."""
    found: dict[str, list[str]] = {}
    for concept, text in _WORDS.items():
        for phrase in text.split(","):
            meanings = found.setdefault(" ".join(phrase.split()), [])
            if concept not in meanings:
                meanings.append(concept)
    return {phrase: tuple(meanings) for phrase, meanings in found.items() if phrase}


CONCEPTS: Final[Mapping[str, tuple[str, ...]]] = _phrases()
"""Meanings of a folded phrase, the first one the usual one."""

SINGLE_LETTERS: Final[Mapping[str, tuple[str, ...]]] = {
    "p": ("probability", "high"),
    "l": ("probability", "low"),
    "i": ("impact",),
    "s": ("impact", "schedule"),
    "c": ("impact", "cost"),
    "g": ("impact",),
    "o": ("low", "probability"),
    "m": ("mode",),
    "r": ("score",),
    "w": ("probability",),
    "a": ("impact",),
    "e": ("probability",),
    "t": ("schedule",),
    "q": ("quality",),
    "k": ("probability",),
    "h": ("high",),
    "b": ("mode",),
    "v": ("probability",),
    "d": ("score",),
    "n": ("id",),
}
"""Meanings of a letter that is a header by itself."""

STOP_WORDS: Final = frozenset(
    words_of(
        "the of a an for to in on by and or with per at is be if any if der die das des dem den von und "
        "fur im zu zur am le la les l d du de et en pour par el los las del y o para por do da dos das e "
        "em no na os as di il lo gli i della dei delle per van het een en voor op te bij met il s amp "
        "total overall gesamt estimated est custom field "
        "identificado identifie identificato geidentificeerd identified"
    )
)

KIND_CONCEPTS: Final = (
    "schedule",
    "cost",
    "quality",
    "scope",
    "performance",
    "safety",
    "environment",
    "reputation",
    "legal",
)
"""Kinds of impact, named as in a plan."""

PHASE_CONCEPTS: Final = ("inherent", "current", "residual", "target")
"""Before and after what is done about a risk, in the order of time."""

POINT_CONCEPTS: Final = ("low", "mode", "high")

LANGUAGE_MARKS: Final[Mapping[str, frozenset[str]]] = {
    "de": frozenset(
        words_of(
            "risiko risiken wahrscheinlichkeit eintrittswahrscheinlichkeit massnahme massnahmen auswirkung "
            "auswirkungen beschreibung verantwortlich kategorie kosten termin bezeichnung"
        )
    ),
    "fr": frozenset(
        words_of(
            "risque risques probabilite gravite mesures proprietaire categorie cout delai responsable "
            "intitule criticite statut"
        )
    ),
    "es": frozenset(
        words_of(
            "riesgo riesgos probabilidad impacto mitigacion responsable categoria costo coste plazo descripcion estado"
        )
    ),
    "pt": frozenset(
        words_of("risco riscos probabilidade impacto mitigacao responsavel categoria custo prazo descricao estado")
    ),
    "it": frozenset(
        words_of(
            "rischio rischi probabilita impatto mitigazione responsabile categoria costo ritardo descrizione stato"
        )
    ),
    "nl": frozenset(
        words_of(
            "risico risicos kans gevolg maatregel maatregelen eigenaar kosten vertraging omschrijving "
            "waarschijnlijkheid"
        )
    ),
    "en": frozenset(
        words_of(
            "risk probability likelihood impact mitigation owner category cost schedule description status response"
        )
    ),
}
"""Words of headers by which a language is told."""
