"""What the titles of made shops are made of: things of each taste, makes, lines and variants, by language."""

from __future__ import annotations

from dataclasses import dataclass

VARIANTS = ("Pro", "Classic", "2", "500", "XL", "Light", "Set", "Neo")


@dataclass(frozen=True, slots=True)
class Language:
    """What titles of a language are made of."""

    tastes: tuple[str, ...]
    """Things of each taste, by "|"."""
    common: str
    makes: str
    space: str = " "
    lines: str = ""
    """Names of lines of goods, each of which a make has many things in."""


LANGUAGES = {
    "German": Language(
        (
            "Espressobohnen|Filterkaffee Äthiopien|Siebträgermaschine|Kaffeemühle Keramik|"
            "Milchaufschäumer|Espressotassen|Handfilter Porzellan|Kaffeedose luftdicht|Tamper|"
            "Entkalker flüssig|French Press|Barista-Waage",
            "Tomatensamen|Blumenerde|Gartenschere Bypass|Gießkanne|Hochbeet Lärche|Rasendünger|"
            "Pflanzkübel Terrakotta|Gartenhandschuhe Leder|Lavendel im Topf|Unkrautstecher|"
            "Gartenschlauch|Vogelfutterhaus",
            "Laufschuhe Herren|Laufschuhe Damen|Laufsocken|Trinkgürtel|Pulsuhr|Stirnlampe Trail|"
            "Funktionsshirt|Kompressionsstrümpfe|Energiegel Zitrone|Laufhose kurz|Windjacke|"
            "Startnummernband",
            "Modellflugzeug Ju|Lokomotive BR|Airbrush-Pistole|Acrylfarben-Set|Plastikkleber|Gleisset|"
            "Decalweichmacher|Modellauto Käfer|Pinzette gebogen|Schiffsmodell|Fachwerkhaus Bausatz|"
            "Digitaldecoder",
            "Springform|Backmatte Silikon|Teigspachtel|Vanilleschoten Bourbon|Ausstechformen|"
            "Küchenwaage digital|Gärkorb rund|Brotbackmischung Dinkel|Spritzbeutel|Kuvertüre zartbitter|"
            "Nudelholz Buche|Muffinblech",
            "Hundeleine|Hundefutter Huhn|Kauknochen|Hundebett|Halsband Leder|Futternapf Edelstahl|"
            "Hundemantel|Zeckenzange|Quietschball|Leckerli Lachs|Hundebürste|Transportbox",
        ),
        "Geschenkgutschein|Geschenkpapier|Versandkarton|Batterien AA|Stofftasche|Notizbuch",
        "Nordwind|Kreutz|Altmann|Sonnhof|Berga|Lindtal|Falkner|Rotbach",
    ),
    "French": Language(
        (
            "Verre à vin|Tire-bouchon sommelier|Carafe à décanter|Bordeaux rouge|Champagne brut|"
            "Cave à vin|Seau à glace|Aérateur de vin|Bouchon à champagne|Rosé de Provence|"
            "Coffret dégustation|Porte-bouteilles",
            "Arrosoir zinc|Sécateur professionnel|Terreau universel|Graines de tomate|Pot en terre cuite|"
            "Gants de jardinage|Tuyau d'arrosage|Engrais rosiers|Bêche inox|Serre de balcon|"
            "Composteur bois|Mangeoire oiseaux",
            "Casque de vélo|Antivol pliable|Pompe à pied|Chambre à air|Selle confort|Garde-boue|"
            "Éclairage avant|Gants cyclistes|Porte-bidon|Cuissard court|Chaîne dix vitesses|"
            "Sacoche arrière",
            "Biberon verre|Couches lavables|Body manches longues|Tétine silicone|Poussette compacte|"
            "Doudou lapin|Bavoir coton|Lit parapluie|Hochet bois|Gigoteuse hiver|Chauffe-biberon|"
            "Tapis d'éveil",
            "Tube d'acrylique|Toile coton|Pinceau plat|Chevalet de table|Aquarelle godets|"
            "Papier aquarelle|Couteau à peindre|Palette bois|Vernis mat|Fusain naturel|Gouache écolier|"
            "Carnet de croquis",
            "Théière fonte|Thé vert sencha|Infuseur inox|Boîte à thé|Thé noir Assam|Rooibos vanille|"
            "Tasse porcelaine|Bouilloire électrique|Matcha cérémonie|Fouet bambou|Filtre papier|"
            "Tisane verveine",
        ),
        "Carte cadeau|Papier cadeau|Piles AA|Sac en toile|Cahier ligné|Carton d'expédition",
        "Duval|Maison Lys|Orsay|Belair|Clairbois|Montreux|Rivage|Sauvane",
    ),
    "Spanish": Language(
        (
            "Sartén antiadherente|Cuchillo cebollero|Olla a presión|Tabla de cortar|Batidora de mano|"
            "Molde de bizcocho|Espátula silicona|Rallador fino|Colador malla|Paellera esmaltada|"
            "Mortero mármol|Delantal algodón",
            "Toalla de playa|Sombrilla plegable|Crema solar|Chanclas hombre|Bañador mujer|"
            "Nevera portátil|Pala y cubo|Flotador piscina|Gafas de buceo|Esterilla paja|Silla baja|"
            "Bolsa impermeable",
            "Guitarra española|Cuerdas nylon|Afinador digital|Púas surtidas|Atril metálico|"
            "Cejilla guitarra|Ukelele soprano|Funda acolchada|Cable jack|Pandereta parche|Cajón flamenco|"
            "Metrónomo mecánico",
            "Rascador torre|Arena aglomerante|Pienso salmón|Ratón de juguete|Cama redonda|"
            "Transportín rígido|Fuente de agua|Hierba gatera|Cepillo quitapelos|Caña con plumas|"
            "Collar cascabel|Bandeja arenero",
            "Máquina de coser|Hilo poliéster|Agujas surtidas|Tijeras de tela|Cinta métrica|"
            "Cremallera invisible|Botones nácar|Alfiletero imán|Tela vaquera|Entretela adhesiva|"
            "Dedal acero|Bastidor bordado",
            "Casco integral|Guantes invierno|Aceite sintético|Candado disco|Chaqueta cordura|"
            "Bujía iridio|Maleta lateral|Cadena reforzada|Intercomunicador bluetooth|Pantalla ahumada|"
            "Botas touring|Soporte móvil",
        ),
        "Tarjeta regalo|Papel de regalo|Pilas AA|Bolsa de tela|Cuaderno rayado|Caja de envío",
        "Almar|Torrecilla|Vegasol|Montaño|Ribera|Lucero|Castro|Sierra",
    ),
    "English": Language(
        (
            "Cast iron teapot|Sencha green leaf|Loose leaf infuser|Assam breakfast|Porcelain cup|"
            "Matcha whisk|Honey dipper|Chamomile flowers|Electric kettle|Bamboo scoop|Rooibos vanilla|"
            "Tea caddy",
            "Harness|Chalk bag|Belay device|Dynamic rope|Quickdraw set|Carabiner screwgate|"
            "Approach shoes|Crash pad|Finger tape|Helmet|Sling dyneema|Hangboard",
            "Merino yarn|Circular needles|Stitch markers|Row counter|Sock wool|Crochet hook|Cable needle|"
            "Project bag|Blocking mats|Mohair lace|Yarn bowl|Darning kit",
            "Spinning rod|Fly reel|Braided line|Tackle box|Bait bucket|Landing net|Waders|"
            "Lure assortment|Hook remover|Float tube|Swivels|Carp boilies",
            "Acoustic guitar|Nylon strings|Clip tuner|Capo|Sheet stand|Ukulele soprano|Gig bag|"
            "Drum sticks|Metronome|Harmonica|Violin rosin|Piano bench",
            "Glass bottle|Cloth nappies|Teething ring|Stroller fan|Bunny comforter|Cotton bib|Travel cot|"
            "Wooden rattle|Sleep sack|Bottle warmer|Play mat|Night light",
        ),
        "Gift card|Wrapping paper|AA batteries|Tote bag|Lined notebook|Shipping box",
        "Harrow|Finch & Co|Oakley|Brant|Northway|Selkirk|Tamar|Windle",
    ),
    "Chinese": Language(
        (
            "紫砂壶|青瓷茶杯|龙井绿茶|普洱茶饼|茶叶罐|茶盘|公道杯|茶漏|铁观音|煮茶器|茶巾|盖碗",
            "帐篷|羽绒睡袋|折叠椅|户外炉具|吊床|防潮垫|头灯|登山杖|天幕|保温壶|野餐篮|营地灯",
            "奶瓶|围嘴|积木|纸尿裤|婴儿推车|安抚奶嘴|爬行垫|辅食碗|摇铃|睡袋|湿巾|绘本",
            "猫砂|狗粮|猫抓板|牵引绳|宠物窝|逗猫棒|鱼缸|喂水器|项圈|宠物梳|冻干零食|航空箱",
            "毛笔|宣纸|墨汁|砚台|字帖|镇纸|印泥|笔架|毛毡|水写布|印章石|卷轴",
            "哑铃|瑜伽垫|弹力带|跳绳|泡沫轴|护膝|筋膜枪|健腹轮|壶铃|运动毛巾|蛋白粉|握力器",
        ),
        "礼品卡|包装纸|电池|帆布袋|笔记本|快递箱",
        "云山|青禾|南风|竹语|大江|初雪|北辰|暖阳",
        space="",
    ),
    "Italian": Language(
        (
            "Pasta di semola|Pasta integrale|Passata di pomodoro|Olio extravergine|Aceto balsamico|Riso carnaroli|"
            "Farina di mais|Pesto genovese|Olive taggiasche|Capperi sotto sale|Pelati interi|Funghi porcini secchi",
            "Tenda igloo|Sacco a pelo piuma|Sacco a pelo estivo|Materassino gonfiabile|"
            "Fornello a gas|Lanterna ricaricabile|"
            "Zaino trekking|Borraccia termica|Bastoncini trekking|Pentole da campo|Sedia pieghevole|"
            "Picchetti acciaio",
            "Crocchette gatto|Crocchette cane|Guinzaglio corda|Cuccia imbottita|Tiragraffi albero|"
            "Lettiera agglomerante|"
            "Spazzola pelo lungo|Ciotola antiscivolo|Trasportino rigido|Snack dentale|"
            "Pettorina riflettente|Gioco corda",
            "Filato merino|Filato cotone|Uncinetto ergonomico|Ferri circolari|Gomitolo mohair|Segnapunti maglia|"
            "Ago lana|Telaio ricamo|Filo mouline|Tela aida|Forbici ricamo|Ditale metallo",
            "Canna spinning|Mulinello frontale|Filo trecciato|Artificiale siliconico|Ami inox|Guadino pieghevole|"
            "Galleggiante scorrevole|Stivali coscia|Cassetta portaesche|Pasturatore|Girelle doppie|Mulinello mosca",
        ),
        "Buono regalo|Carta regalo|Batterie stilo|Borsa di tela|Quaderno a righe|Scatola spedizione",
        "Ferrante|Monteverde|Albatros|Casalina|Brenta|Solaro|Vigano|Tresoldi",
        lines="Aurora|Pratica|Zefiro|Riserva|Tempo",
    ),
    "Portuguese": Language(
        (
            "Café em grão|Café moído|Moedor manual|Prensa francesa|Coador de pano|"
            "Chaleira bico fino|Balança de precisão|"
            "Xícara dupla|Filtro de papel|Cafeteira italiana|Leiteira inox|Café solúvel",
            "Prancha longa|Prancha infantil|Parafina água fria|Leash trançado|Roupa de borracha|Quilha central|"
            "Capa acolchoada|Poncho atoalhado|Bolsa estanque|Deck antiderrapante|Protetor facial|Rack de teto",
            "Violão clássico|Violão folk|Encordoamento aço|Palheta média|Afinador de mesa|Capotraste|Suporte de chão|"
            "Correia couro|Cavaquinho|Pandeiro|Estante de partitura|Pedal overdrive",
            "Vaso de barro|Vaso autoirrigável|Substrato orquídea|Adubo líquido|Tesoura de poda|Regador|Pá estreita|"
            "Semente de alface|Semente de coentro|Luva de jardim|Mangueira|Tela sombreamento",
            "Fralda ecológica|Mamadeira vidro|Chupeta calmante|Berço portátil|Body algodão|Manta bebê|Mordedor|"
            "Babador impermeável|Móbile musical|Banheira dobrável|Almofada amamentação|Carrinho leve",
        ),
        "Cartão presente|Papel de presente|Pilhas AA|Sacola de tecido|Caderno pautado|Caixa de envio",
        "Barreto|Serrana|Atlântica|Pinheiral|Moura|Caravela|Ipanema|Verdemar",
        lines="Essencial|Horizonte|Prisma|Nativa",
    ),
    "Dutch": Language(
        (
            "Fietshelm|Fietstas dubbel|Fietslamp achter|Binnenband|Kettingslot|Zadelhoes|Fietspomp|Fietscomputer|"
            "Kettingolie|Remblokken|Kinderzitje|Bandenlichters",
            "Aquariumfilter|Aquariumlamp|Visvoer vlokken|Visvoer korrels|Grind wit|Waterplant varen|"
            "Verwarmingselement|"
            "Schepnet|Algenmagneet|Luchtpomp|Thermometer digitaal|Kienhout",
            "Bordspel strategie|Kaartspel familie|Dobbelstenen|Legpuzzel landschap|Legpuzzel dieren|Schaakbord hout|"
            "Speelkleed|Sleeves kaart|Scoreblok|Houten pionnen|Opbergdoos inlay|Bordspel kinderen",
            "Olieverf|Acrylverf|Penseel plat|Penseel rond|Schildersdoek|Schetsboek|Paletmes|Tafelezel|Houtskool|"
            "Vernis glans|Pastelkrijt|Fixatief",
            "Kattenbak|Kattenvoer zalm|Krabpaal|Hondenriem|Hondenmand|Hondenvoer lam|Voerbak|Vlooienkam|Kauwbot|"
            "Reismand|Kattenluik|Hondenjas",
            "Broodmix|Deegschraper|Bakvorm|Rijsmandje|Garde|Deegroller|Spuitzak|Cakevorm|Koekjessteker|Bakpapier|"
            "Maatbeker|Ovenwant",
        ),
        "Cadeaubon|Inpakpapier|Batterijen AA|Katoenen tas|Notitieboek|Verzenddoos",
        "Van Dalen|Noordzee|Hartog|Kamperland|Veldhuis|Zilverberg|Oosterik|Meerman",
        lines="Comfort|Stille|Delta|Trend",
    ),
    "English, other words": Language(
        (
            "Ground coffee|Coffee beans|Decaf coffee beans|Burr grinder|Hand grinder|Paper filters|Gooseneck kettle|"
            "Espresso cups|Milk frother|Cold brew pitcher|Tamper|Coffee scale",
            "Night cream|Face serum|Vitamin serum|Clay mask|Lip balm|Eye cream|Cleansing oil|Toner mist|Face roller|"
            "Hand cream|Peeling gel|Sun lotion",
            "Cordless drill|Drill bits|Claw hammer|Spirit level|Wood screws|Hex keys|Tape measure|"
            "Jigsaw blades|Clamp|"
            "Sanding discs|Utility knife|Wall plugs",
            "Dog harness|Dog bowl|Puppy pads|Chew toy|Cat tree|Cat litter|Grooming brush|Dog treats|Catnip mouse|"
            "Pet carrier|Rope toy|Cat fountain",
            "Road tyre|Inner tube|Chain lube|Bottle cage|Bar tape|Cycling jersey|Bib shorts|Bike computer|Rear light|"
            "Saddle pack|Floor pump|Clipless pedals",
        ),
        "Gift card|Wrapping paper|AA batteries|Tote bag|Lined notebook|Shipping box",
        "Corvane|Ashdown|Meridian|Tolland|Peverell|Quarry Lane|Lumen|Foxgrove",
        lines="Storm|Aria|Heritage|Summit|Velvet",
    ),
    "Chinese, other words": Language(
        (
            "手冲咖啡壶|咖啡豆|挂耳咖啡|磨豆机|咖啡杯|滤纸|奶泡机|咖啡秤|法压壶|摩卡壶|冷萃壶|压粉锤",
            "钓鱼竿|鱼线|路亚饵|渔轮|浮漂|抄网|钓箱|鱼钩|饵料|钓椅|遮阳伞|防水靴",
            "公路车头盔|骑行服|车灯|车锁|打气筒|骑行手套|水壶架|码表|内胎|坐垫|骑行眼镜|尾包",
            "水彩颜料|素描本|画笔|画架|油画布|炭笔|调色盘|彩色铅笔|水彩纸|洗笔筒|马克笔|刮刀",
            "烤盘|打蛋器|裱花袋|面粉筛|蛋糕模具|擀面杖|吐司盒|油纸|量杯|发酵篮|饼干模|电子秤",
        ),
        "贺卡|包装盒|充电电池|购物袋|便签本|胶带",
        "远川|松石|云杉|柏林坊|海棠|星野|古渡|蓝溪",
        space="",
        lines="晨光|山海|极速",
    ),
}
"""By name."""
