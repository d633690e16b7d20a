"""Words that say nothing about what a note is about, in the languages most notes come in.

Kept small on purpose: rarer function words are weeded out because they are spread evenly over the themes.
"""

ENGLISH = frozenset(  # with what is left of "don't", "I've", "we'll"
    """
    a about absolutely after again all almost also always am an and any anymore anyone anything are aren around as at back be
    because been before being but by came can cannot cant come could couldn did didn do does doesn doing don done dont
    down each either else even ever every everything few first for from get gets getting give given go goes going gone
    got had has hasn have haven having he her here him his how however i if im in into is isn it its ive just keep keeps
    know least less let like ll lot made make makes many may maybe me mine more most much must my myself need needs
    never no nor not nothing now of off often on once one only onto or other our out over own please put really re said
    same say seem seems several shall she should shouldn since so some someone something still such sure take than that
    thats the their them then there these they thing things think this those though through thus to together too toward
    tried try trying two until up upon us use used using ve very via want wants was wasn way we well went were weren
    what when where whether which while who whom whose why will wish with within without won would wouldn yes yet you
    your yours
    """.split()
)
FRENCH = frozenset(
    """
    ai aie ainsi alors apres après as au aucun aucune aussi autre autres aux avait avant avec avez avoir avons bien ca
    car ce ceci cela celle ces cet cette chaque chez ci comme comment d dans de depuis des donc dont du elle elles en
    encore est et etait était ete été etre être eu fait faire faut il ils j jamais je jusqu l la le les leur leurs lors
    lorsque lui là m ma mais malgré me meme même mes moi moins mon même n ne ni non nos notre nous on ont ou où par
    parce pas peu peut peux plus pour pourquoi pouvoir pouvez près qu quand que quel quelle quelques qui quoi rien s sa
    sans se sera ses si soit son sont sous suis sur t ta tant te tellement tes toi ton toujours tous tout toute toutes
    tres très trop tu un une va vais voir vos votre vous vraiment y à ça
    """.split()
)
GERMAN = frozenset(
    """
    aber alle allem allen alles als also am an andere auch auf aus bei beim bereits bin bis bitte da dabei damit dann
    das dass dein dem den denn der des deshalb die dies diese diesem diesen dieser dieses doch dort du durch ein eine
    einem einen einer eines einfach er es etwas euch euer für gar gegen gehen geht gibt habe haben hat hatte hätte hier
    ich ihm ihn ihnen ihr ihre im immer in ins ist ja jede jeden jeder jetzt kann kein keine keinen können könnte leider
    machen man mehr mein meine meinem meinen meiner mich mir mit muss nach nicht nichts noch nun nur ob oder ohne schon
    sehr sein seine seit selbst sich sie sind so sollte um und uns unser unter vom von vor wann war waren warum was weg
    weil wenn wer werden wie wieder will wir wird wo wurde zu zum zur zwar über
    """.split()
)
IBERIAN = frozenset(  # Spanish and Portuguese
    """
    ahora al algo alguien algún ante antes aquí así aunque años cada casi como con cosa cual cuando de del desde donde
    dos el ella ellos en entre era eres es esa ese eso esta estaba estado estar estas este esto estos está están fue
    gracias ha hace hacer hacia han hasta hay he la las le les lo los me mi mis mucho muy más nada ni no nos nosotros o
    otra otro para pero poco poder por porque pues puede puedo que qué quien quiero se sea ser si sido sin sobre solo
    son soy su sus sí también tan tanto te tengo ti tiene tienen todo todos tu tus un una uno unos usted ya yo él
    agora ainda ao aos apenas até bem cada com como da das depois do dos ela ele eles em então era essa esse esta está
    estou eu faz fazer foi for há isso isto já la lo mais mas me mesmo meu minha muito na nas nem no nos num não nós o
    onde os ou para pela pelo pode por porque pra qual quando que quem se sem ser seu sua são só também tem tenho ter
    tudo um uma vai você à às é
    """.split()
)
ITALIAN_AND_DUTCH = frozenset(
    """
    ad ai al alla alle anche ancora avere ben che chi ci come con cosa così cui da dal dalla dei del della delle di dopo
    dove e ed era essere fa fare fatto gli ha hanno ho i il in io la le lei lo loro ma mai me mi mia mio molto ne nel
    nella niente no non nulla o ogni ora per perché però più poi può qua quando quanto quella quello questa questo qui
    quindi sarebbe se sei sempre senza si sia solo sono sta sua sul sulla suo tra troppo tutti tutto un una uno vi è
    aan al alleen als ben bij dan dat de deze die dit doen door dus een elke en er gaan gaat geen haar had heb hebben
    heeft het hier hij hoe hun ik in is ja je jij kan kunnen maar meer met mij mijn moet na naar niet niets nog nu of om
    omdat ons onze ook op over steeds te tegen toch tot u uit van veel voor waar wanneer waarom want was wat we weer wel
    werd wij wil worden wordt zal ze zelf zich zien zijn zo zonder zou
    """.split()
)
TONGUES = (ENGLISH, FRENCH, GERMAN, IBERIAN, ITALIAN_AND_DUTCH)
FUNCTION_WORDS = frozenset().union(*TONGUES)

VERDICTS = frozenset(
    # how somebody feels, or a courtesy, but not what about; whole words, case folded
    """
    amazing annoying app application apps awesome awsome awful bad beautiful best better brilliant cool crap disappointed
    disappointing dislike enjoy excellent fantastic fine garbage glad good great happy hate hello helpful hey hi hope horrible
    joke junk liked love luv loved loves loving nice ok okay pathetic perfect perfectly please poor pretty recommend ridiculous
    rubbish sad shame star stars stupid suck sucks super superb terrible thank thanks trash ugly unhappy useful useless
    waste wonderful worse worst worth wow
    adore aime bien bon bonjour bonne bonsoir bravo content contente cool décevant déception déçu dommage dommages déçue excellent excellente
    génial géniale honte horrible insupportable inutile mauvais mauvaise meilleur meilleure merci merde moyen nul nulle
    parfait parfaite pire recommande satisfait satisfaite superbe sympa
    beste danke dank ganz gut gute guten gutes hallo hervorragend klasse leider liebe mist perfekt schade schlecht
    schlechte schön super toll tolle zufrieden
    bien bueno buena buenos excelente encanta fantástico feliz genial gracias hola horrible mal mala malo mejor me peor
    perfecto pésima pésimo recomiendo triste
    adoro bom boa fantastico ciao grazie gosto ottima ottimo obrigado obrigada olá péssimo pessima pessimo ruim
    bedankt goed goede geweldig helaas leuk mooi prima slecht slechte
    """.split()
)

PRAISE = frozenset(
    # verdicts that please
    """
    amazing awesome awsome beautiful best brilliant cool enjoy excellent fantastic fine glad good great happy helpful like liked love luv
    loved loves loving nice ok okay perfect perfectly recommend super superb thank thanks useful wonderful worth wow
    adore aime bien bon bonne bravo content contente excellente génial géniale merci parfait parfaite recommande
    satisfait satisfaite superbe sympa beste danke gut gute guten gutes klasse perfekt schön toll tolle zufrieden
    bueno buena excelente encanta genial gracias perfecto recomiendo adoro bom boa fantastico gosto grazie ottima ottimo
    obrigado obrigada bedankt goed goede geweldig leuk mooi prima
    """.split()
)

NEUTRAL = frozenset(
    # verdicts that neither please nor displease: courtesies, and the thing itself
    """
    app application apps hello hey hi hope please pretty star stars better bonjour bonsoir moyen hallo ganz hola bien me
    ciao olá per
    """.split()
)
