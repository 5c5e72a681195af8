"""What the fictitious actions and experiences tell: one story a sector, told as a commune would."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Measure:
    """One indicator of an action; ``nature`` for resources only, ``public`` for impact only; ``cible``: its target."""

    type: str
    intitule: str
    unite: str
    cible: int
    nature: str | None = None
    public: str | None = None


@dataclass(frozen=True)
class Lesson:
    """What an experience tells, in the questions of capitalisation of the BDEI."""

    titre: str
    type: str
    objectifs: str
    resultats: str
    impact: str
    methodes: str
    reussites: str
    difficultes: str
    paroles: str
    lecons: str
    moyens: str
    diffusion: str


@dataclass(frozen=True)
class Story:
    """One kind of action, from its aim to what is remembered of it; ``postes``: post, what it pays, share of the
    cost in per cent."""

    secteur: str
    orientation: str
    intitule: str
    finalite: str
    objectif: str
    modalite: str
    service: str
    jalons: tuple[str, str, str]
    acteurs: tuple[tuple[str, str, str], ...]
    postes: tuple[tuple[str, str, int], ...]
    mesures: tuple[Measure, ...]
    lecon: Lesson


_COMMITTEE = ("Comité de gestion fictif", "population", "suivi_capitalisation")

STORIES: tuple[Story, ...] = (
    Story(
        secteur="agriculture",
        orientation="developpement_economique",
        intitule="Périmètre maraîcher des femmes",
        finalite="Augmenter les revenus des familles",
        objectif="Donner à cent femmes une parcelle arrosée toute l'année",
        modalite="Clôture, deux puits à grand diamètre, formation au maraîchage",
        service="Service local de l'agriculture",
        jalons=("Clôture posée", "Puits réceptionnés", "Première campagne récoltée"),
        acteurs=(
            ("Groupement fictif des maraîchères", "producteurs", "production"),
            ("Service local de l'agriculture", "service_technique", "assistance_technique"),
            ("Marché fictif de la commune", "operateur_economique", "commercialisation"),
        ),
        postes=(
            ("travaux", "Clôture et puits", 60),
            ("equipements", "Outils et semences", 25),
            ("honoraires", "Formation au maraîchage", 15),
        ),
        mesures=(
            Measure("ressources", "Techniciens agricoles mobilisés", "personnes", 2, nature="techniciens"),
            Measure("realisation", "Superficie clôturée et arrosée", "ha", 3),
            Measure("impact", "Femmes qui vendent leurs légumes", "personnes", 100, public="beneficiaires"),
        ),
        lecon=Lesson(
            titre="Le maraîchage des femmes après deux campagnes",
            type="bonne_pratique",
            objectifs="Permettre à des femmes sans terre de cultiver et de vendre des légumes en saison sèche.",
            resultats="Cent parcelles attribuées, deux campagnes de tomates, d'oignons et de salades récoltées.",
            impact="Les femmes paient elles-mêmes la scolarité de leurs enfants ; le village mange des légumes plus "
            "longtemps.",
            methodes="Les parcelles sont tirées au sort devant le conseil de village. Une caisse du groupement paie "
            "l'entretien des puits.",
            reussites="Le bail signé entre la commune et le propriétaire coutumier : personne n'a repris la terre.",
            difficultes="La première année, tout le monde a planté des tomates et les prix se sont effondrés.",
            paroles="« Avant, j'attendais l'argent de mon mari ; maintenant, c'est lui qui me demande d'en prêter. »",
            lecons="Signer le bail avant de clôturer, et décider ensemble des cultures avant chaque campagne.",
            moyens="Douze millions de FCFA fictifs, un technicien deux jours par semaine, un an.",
            diffusion="Visite de trois communes voisines et émission à la radio locale.",
        ),
    ),
    Story(
        secteur="eau_potable",
        orientation="solidarite_internationale",
        intitule="Adductions d'eau sommaires",
        finalite="Améliorer l'accès à l'eau potable",
        objectif="Servir trois villages qui n'ont pas de point d'eau moderne",
        modalite="Pompage solaire, bornes-fontaines, gestion par les usagers",
        service="Service local de l'hydraulique",
        jalons=("Études validées", "Forage positif", "Réception provisoire"),
        acteurs=(
            _COMMITTEE,
            ("Service local de l'hydraulique", "service_technique", "conseil"),
            ("Entreprise fictive de forage", "prestataire", "assistance_technique"),
        ),
        postes=(
            ("travaux", "Forages et réseau", 70),
            ("equipements", "Pompes solaires", 20),
            ("honoraires", "Études et contrôle", 10),
        ),
        mesures=(
            Measure("ressources", "Élus chargés du suivi", "personnes", 3, nature="elus"),
            Measure("ressources", "Apport des usagers", "milliers de FCFA", 1_500, nature="argent"),
            Measure("realisation", "Adductions d'eau réalisées", "adductions", 3),
            Measure("impact", "Habitants servis à moins de 500 m", "personnes", 1_800, public="beneficiaires"),
        ),
        lecon=Lesson(
            titre="Faire payer l'eau sans fâcher le village",
            type="processus",
            objectifs="Faire vivre trois adductions d'eau sans attendre le partenaire à chaque panne.",
            resultats="L'eau est payée au seau ; la caisse a remplacé une pompe sans aide extérieure.",
            impact="Les enfants ne manquent plus l'école pour la corvée d'eau.",
            methodes="Le prix a été fixé en assemblée, affiché à la borne, et les comptes sont lus chaque trimestre.",
            reussites="Des fontainières payées au pourcentage tiennent le cahier.",
            difficultes="La chefferie voulait la gratuité ; il a fallu trois réunions.",
            paroles="« On discute moins du prix depuis que l'on voit les comptes. »",
            lecons="Parler du prix de l'eau avant de forer, pas après la réception.",
            moyens="Un animateur pendant six mois et des réunions de village.",
            diffusion="Présentation au CLO.",
        ),
    ),
    Story(
        secteur="sante_base",
        orientation="solidarite_internationale",
        intitule="Équipe mobile de santé",
        finalite="Améliorer la couverture sanitaire",
        objectif="Vacciner et suivre les femmes enceintes des hameaux éloignés",
        modalite="Envoi de deux techniciens formateurs, moto et chaîne du froid",
        service="District sanitaire",
        jalons=("Moto et glacières livrées", "Agents formés", "Premier passage dans tous les hameaux"),
        acteurs=(
            ("ASACO fictive", "population", "maitrise_ouvrage"),
            ("District sanitaire", "service_technique", "conseil"),
            _COMMITTEE,
        ),
        postes=(
            ("equipements", "Moto et chaîne du froid", 50),
            ("deplacements", "Tournées", 35),
            ("consommables", "Vaccins et carnets", 15),
        ),
        mesures=(
            Measure("ressources", "Techniciens formateurs envoyés", "personnes", 2, nature="techniciens"),
            Measure("resultat", "Hameaux visités chaque mois", "hameaux", 24),
            Measure("impact", "Enfants vaccinés des hameaux voisins", "personnes", 300, public="tiers"),
        ),
        lecon=Lesson(
            titre="Une moto ne suffit pas à faire une équipe mobile",
            type="lecon_echec",
            objectifs="Vacciner dans des hameaux à plus de quinze kilomètres du CSCom.",
            resultats="Six mois de tournées régulières, puis deux mois d'arrêt faute de carburant.",
            impact="Les mères savent désormais le jour du passage et viennent au marché ce jour-là.",
            methodes="Un calendrier affiché, un agent et une relais villageoise par hameau.",
            reussites="Les relais annoncent le passage par la radio.",
            difficultes="Personne n'avait prévu qui paierait le carburant après la première année.",
            paroles="« La moto était neuve et nous étions à pied. »",
            lecons="Inscrire le carburant au budget de l'ASACO avant d'acheter la moto.",
            moyens="Une moto, deux glacières, deux agents.",
            diffusion="Compte rendu remis aux ASACO du cercle.",
        ),
    ),
    Story(
        secteur="education_primaire",
        orientation="ouverture_monde",
        intitule="Trois salles de classe et un jumelage d'écoles",
        finalite="Améliorer l'école fondamentale",
        objectif="Ramener les classes à moins de soixante élèves",
        modalite="Construction en dur, correspondance entre deux écoles",
        service="Centre d'animation pédagogique",
        jalons=("Marché attribué", "Salles sous toit", "Rentrée dans les nouvelles salles"),
        acteurs=(
            ("Comité de gestion scolaire fictif", "population", "suivi_capitalisation"),
            ("Entreprise fictive de bâtiment", "prestataire", "assistance_technique"),
            ("Centre d'animation pédagogique", "service_technique", "conseil"),
        ),
        postes=(
            ("travaux", "Trois salles en dur", 75),
            ("equipements", "Tables-bancs", 20),
            ("honoraires", "Contrôle des travaux", 5),
        ),
        mesures=(
            Measure("ressources", "Jeunes mobilisés des deux côtés", "personnes", 40, nature="jeunes"),
            Measure("realisation", "Salles de classe construites", "salles", 3),
            Measure("resultat", "Classes de moins de soixante élèves", "classes", 6),
        ),
        lecon=Lesson(
            titre="Deux écoles s'écrivent, deux villes se connaissent",
            type="echange",
            objectifs="Faire de la coopération l'affaire des habitants et non de deux bureaux.",
            resultats="Quatre classes s'écrivent ; une exposition a tourné dans les deux villes.",
            impact="Des parents qui n'étaient jamais venus à la mairie ont demandé le texte de la convention.",
            methodes="Un thème par trimestre, des dessins et des enregistrements plutôt que de longues lettres.",
            reussites="Les enseignants ont choisi les thèmes eux-mêmes.",
            difficultes="Les calendriers scolaires ne tombent pas ensemble.",
            paroles="« Ils croyaient que nous vivions avec des lions. »",
            lecons="Caler l'échange sur deux périodes seulement, celles où les deux écoles font classe.",
            moyens="Du papier, un téléphone, deux enseignants volontaires.",
            diffusion="Exposition à la mairie.",
        ),
    ),
    Story(
        secteur="assainissement",
        orientation="developpement_durable",
        intitule="Caniveaux et latrines du marché",
        finalite="Rendre la ville plus saine",
        objectif="Assécher le marché pendant les pluies",
        modalite="Travaux à haute intensité de main-d'œuvre, redevance des commerçants",
        service="Service local de l'assainissement",
        jalons=("Tracé approuvé", "Caniveaux achevés", "Latrines remises en gestion"),
        acteurs=(
            ("Association fictive de commerçants", "operateur_economique", "assistance_financiere"),
            ("Service local de l'assainissement", "service_technique", "conseil"),
            _COMMITTEE,
        ),
        postes=(
            ("travaux", "Caniveaux et latrines", 80),
            ("mise_en_place_outils", "Cahiers de la redevance", 5),
            ("consommables", "Petit outillage", 15),
        ),
        mesures=(
            Measure("ressources", "Journées de bénévoles", "journées", 120, nature="benevoles"),
            Measure("realisation", "Caniveaux construits", "mètres", 900),
            Measure("impact", "Riverains à l'abri des eaux", "personnes", 600, public="tiers"),
        ),
        lecon=Lesson(
            titre="Un caniveau que personne ne cure devient un égout",
            type="jeu_acteurs",
            objectifs="Garder le marché sec et propre pendant l'hivernage.",
            resultats="Neuf cents mètres de caniveaux, curés deux fois avant les pluies.",
            impact="Les étals sont occupés toute l'année ; la commune encaisse plus de droits de place.",
            methodes="Chaque rangée d'étals cure devant elle ; la commune enlève le tas le soir même.",
            reussites="L'accord avec les commerçants a été signé avant les travaux.",
            difficultes="La charrette de ramassage est tombée en panne au pire moment.",
            paroles="« Si la mairie enlève, nous curons. »",
            lecons="Ne demander aux habitants que ce que la commune est sûre de compléter le jour même.",
            moyens="Vingt millions de FCFA fictifs et deux charrettes.",
            diffusion="Panneau au marché et réunion publique.",
        ),
    ),
    Story(
        secteur="appui_institutionnel",
        orientation="appropriation_population",
        intitule="État civil plus proche des villages",
        finalite="Rapprocher la commune des habitants",
        objectif="Déclarer chaque naissance dans le délai légal",
        modalite="Centres secondaires, formation des agents, registres",
        service="Préfecture",
        jalons=("Centres secondaires ouverts", "Agents formés", "Premiers registres clos"),
        acteurs=(
            ("Préfecture", "tutelle", "conseil"),
            ("CCC", "service_technique", "assistance_technique"),
            ("Association fictive de jeunes", "ong", "representation"),
        ),
        postes=(
            ("mise_en_place_outils", "Registres et formation", 55),
            ("equipements", "Armoires et motos", 30),
            ("deplacements", "Tournées des agents", 15),
        ),
        mesures=(
            Measure("ressources", "Agents communaux formés", "personnes", 12, nature="agents"),
            Measure("realisation", "Centres secondaires ouverts", "centres", 4),
            Measure("resultat", "Naissances déclarées dans le délai", "naissances", 700),
        ),
        lecon=Lesson(
            titre="Déclarer une naissance au marché",
            type="innovation",
            objectifs="Faire déclarer les naissances des hameaux dans le délai légal.",
            resultats="Un agent tient un registre le jour de la foire ; les déclarations ont doublé.",
            impact="Les enfants entrent à l'école avec leur acte.",
            methodes="Une table à l'entrée de la foire, un agent formé, un registre contrôlé chaque mois.",
            reussites="Les matrones apportent leur cahier d'accouchement.",
            difficultes="Les registres ont manqué pendant un mois.",
            paroles="« Je suis venue vendre mon mil et je suis repartie avec l'acte. »",
            lecons="Aller là où les familles vont déjà, et garder un registre d'avance.",
            moyens="Une table, une moto, douze agents formés.",
            diffusion="Échange avec deux communes du cercle.",
        ),
    ),
)


def story_of(sector: str) -> Story:
    """The story of a sector, that of institutions where there is none."""
    return next((one for one in STORIES if one.secteur == sector), STORIES[-1])
