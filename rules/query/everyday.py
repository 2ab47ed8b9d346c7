"""Everyday words that are names of brands as well, or could be: alone they find mostly what is not meant.

Of English, German, French, Spanish and Italian.
"""

from __future__ import annotations

_WORDS = """
access accessorize accord acorns active affirm agent aigle air alba alegría alert alltag ally alma alpha always amazon
amica amor amour an android angel apple arc arch arena argos arrow art asana ask atlas aube august aurora aurore
autumn avenir axe axis azul ball bamboo banca banco band bank bar barrio base basecamp basic bay beacon bean bear
beast beat beats beauté bee beetle bell bella bene benefit best beyond bien bild bird bishop bite black blackberry
blanco blaze block blue boat bold bolt bon bond bonheur bonus book boost boot boots border boss bounce bounty box
brave bravo bread breeze brick bridge bright brother bubble buck bud buddy buffer bulk bull bumble bunte burn bus
butter button calm camel camp candle canon canvas cap capital card care caress caring carnival carrefour carrot casa
cascade cash casino castle cat catch caterpillar center central century cerise chain champion chance change channel
charge chase cheer cherry chest chief chime choice chrome church ciel cielo circle citizen citizens city civic clair
clarity class classic clave clay clean clear clever clock cloud clover club clubhouse coach coast cobra coconut coffee
coin comet comfort common compass concept concord condor connect converse corazón core corner corona corte cosmos
costa country cover crab craft cream credit crest croix cross crow crown cruise crush crystal cube cuore cup curious
current cœur dart dash data dawn day deal dear decay degree delta demain demand desert diamond diesel direct disco
discord discover dish dodge dolce dollar domain domani donna door dot double dove down dragon dream drift drive drop
dry duck dulce dune durst dust día eagle earth ease east easy eau echo eclipse edge egg element elephant elixir ember
emerald empire energy engine enjoy envoy epic equal era ernte escape escort esencia essence estrella eule event ever
everest everyone evolve exact excel exchange expert explorer express extra eye face factor fair faith falcon fame
family fancy farm fast feather fest fiesta figure fine fiore fire first fit five flame flash fleur flex flip flow
flower fly focus fokus food foot force ford forest form fort forum forward fossil found fountain four fox frame free
freedom freitag fresh freude friday friend frische frontier fruit fuego fuel full fund fusion future gain galaxy game
gap garden gas gate gatto gem gemini general genesis gente ghost giant gift giorno glad glass global globe glory glow
glück go gold golden golf good grab grace grade grain gran grand grande grape grass green grid ground group grove
guardian guess guide gulf gum gun gut habit halo hammer hand happy harbor harmony harvest hat haven hawk head health
heart heat heimat helix help hero hill hinge hirsch hive hof hogar hollow home homebase homme honest honey hook hope
horizon horse host hot house hoy hub human humble hunger hunter ice icon idea image impact impossible impulse indeed
indigo infinity inn insight instant intel intercom iris iron island ivory ivy jack jade jaguar jardin java jazz jet
jewel jour joy julia jump junction june jungle juno jupiter kaufhaus key keynote kind king kingdom kiosque kite knight
kraft kraken krone ladder lake lamp land lane lark laser launch laune laurel lava leaf leap legal legend lemon leon
level libero liberty liberté libération licht life lift light lighthouse lily lime linde line link lion liquid live
lobo loft logic loom loop lotus love loyal luce luck lucky lumière luna lune lush luz lynx löwe magic magnet magnum
main maison mango map maple mar marathon marble marca march mare mark market markt mars master match matin matter max
mañana meadow medal medium memo mercury merit messages meta metal meteor metro milk milky mill mind mini mint miracle
mirror mission mist modern moment monarch monday monde mondo money monsoon monster moon morgen morning mosaic motion
motor mountain mouse move mundo muse music mustang mut nail naranja nation national nationwide native natur nature
navy nectar nest net network neu new next night nimbus noble node norte north note notion nova now nuit numbers nuvola
oak oasis oath ocean octopus odyssey office oggi old olive one open opera optimum option orange orbit orchard origin
origins orion oro otter outlook oval owl oxygen pacific page pages paint palm panda pandora panther paper parade
paradise parisien park parrot passion path patron paz país peach peacocks peak peanut pearl pencil penguin penny
people pepper perfect periscope phantom philosophy phoenix piano piazza pierre pilot pine pink pioneer pipe pitch
pixel place plaid plain plan planet plant plate play plaza pledge plum plume plus pocket point polar pole polo pond
pool pop port post posta poste power practice prairie premier pret pride prime prince printemps prism pro progress
progressive project promise prompt pronto proof pulse puma pumpkin pure puzzle python quake quelle quest quick quiet
quilt rabbit race radar radiant radio rain rainbow rally ram ranch ranger rapid raven ray razón reach ready real
reason rebel record red reef reels reflex regal relax relay remedy repubblica reserve rest reward rey ride right ring
ripple rise river road robin robinhood rock rocket rojo root rose rot rouge route rover royal ruby rush rust safari
saga sage sail salt sand sapphire satin saturn scala scale school scope scout sea seal season second secret seed
select sense seven shadow shark sharp shell shelter shield shift shine ship shop shore shorts show side sight signal
silk silver simple siren six skill sky slack slate sleep slice smart smile smooth snap snickers snow social soft soir
sol solar sole soleil solid solo song sonic sonne soul sound source south space spark speed sphere spider spiegel
spirit splash spot spray spring sprint sprite spruce square stage stampa standard star start stash state station steam
steel stella stellar step stern stone stories storm story stream street stride strike string stripe strong studio
style suave subway success sugar summer summit sun sunday sunny sunrise sunset super supreme sur sure surf surface
swan swatch sweet swift switch symbol system table tag tailor talent tall tango target taste team teams temple tempo
temps ten terra terre tether thread threads three thrive thunder tide tierra tiger timber time tin tinder titan toast
today together token tone tool top torch total touch tower town track trade trail train transfer transit traum travel
treasure tree trek trend triangle tribe trident trinity trip triumph true trust truth tugend tulip tumbler tune turbo
turtle twin twist twitch two ultra umbrella union unique united unity universal universe up urban valley value
vanguard vanilla vans vault vector velvet venture venus verse vertex vessel vibe victor victory vida vie view village
vine vintage violet virgin virtue visa vision vista vita vital viva vivid voice voici voilà volt voyage voz wagon wahl
walk wall walnut warehouse warm watch water wave way web week welt west whale wheat wheel whisper whistles white whole
wiese wild willow win wind window windows wine wing winner winter wise wish wolf wonder wood word work world worth
wunder yard yes yeti young zeit zen zenith zero ziel zone zoom zug zukunft échos étoile
"""
EVERYDAY = frozenset(_WORDS.split())
