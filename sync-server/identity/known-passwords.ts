/**
 * Widely known passwords of eight characters or more that are neither a common word with something around it nor a pattern
 * (`domain/password.ts` finds those by itself), folded.
 */
export const KNOWN_PASSWORDS: ReadonlySet<string> = new Set(
	`
	1qazxsw2 1234qwer 12qwaszx 147258369 159753456 159357456 192837465 1password 741852963 789456123 963852741 987412365 a1b2c3d4 a1b2c3d4e5
	aa123456 abc12345 abcd1234 abigail1 admin123 airplane alejandro alexander alexandra amsterdam anderson angelique angelina anthony1
	apollo13 asdf1234 asdfasdf ashley12 atlantis australia azerty01 azerty123 babygirl babylon5 backspace badminton basketball beautiful
	benjamin bernardo bigdaddy birthday blackberry blackjack blink182 bluebird bluesky1 bobmarley bollywood bond0007 boomerang boston12
	brooklyn budweiser bullshit butterfly buttercup california cambridge cameron1 canada12 capricorn caroline carpediem catherine celtic88
	champion changeit charlie1 cheesecake cherokee chicago1 chicken1 chocolate christian christina christine christophe christopher
	cinderella clementine cocacola coca-cola colorado commando connect1 consumer cookie12 corvette courtney cowboys1 creative crystal1
	cthulhu1 danielle darkness darkside dauphine delphine deutschland dietcoke discovery dolphin1 dolphins dominique doraemon download
	drowssap earthquake elephant elizabeth emmanuel england1 enterprise everton1 evolution excalibur explorer facebook familia1 familiale
	fatality fernando ferrari1 fireball firebird firefly1 fireman1 fishing1 flamengo florence florida1 flowers1 forever1 francesca
	francois frankie1 frederic freedom1 friendly friends1 friendship gabriela gabriel1 gabrielle galatasaray garfield gateway1 genesis1
	geronimo gertrude gibraltar giovanni goldfish goodluck google123 grandma1 grandmere greenday grenouille guillaume guinness gwendoline
	hahahaha halloween hannibal happy123 harrypotter heather1 hellfire hello123 hellokitty highland hollywood homework hooligan hotmail1
	hurricane iceman12 ihateyou iloveyou1 iloveyou2 imagine1 immortal infinity inspiron interlude iverson3 jackass1 jackson5 jamaica1
	jasmine1 jean-luc jennifer jeremy12 jessica1 johnson1 jonathan jordan23 josephine kathleen katherine killer12 kimberly kristina
	lacrosse lamborghini laurence lebron23 leonardo liberte1 liberty1 lifehack logitech lollipop lorraine lovelove loveyou1 lucifer1
	macintosh madeleine madison1 maggie12 manchester manunited margaret marguerite marijuana marlboro martinez master12 matthew1 maverick
	mercedes metallica mexico12 michelle michigan microsoft midnight millenium millennium minecraft missouri mitchell monique1 montagne
	montpellier montreal morpheus motorola mountain mustang1 myspace1 nathalie nathaniel ncc1701d ncc1701e newcastle newyork1 nicholas
	nightmare nineteen nintendo nirvana1 nothing1 octopus1 olivier1 olympique orange12 overlord p@ssw0rd pa$$word pa55word paladin1
	panasonic pantera1 paradise parkour1 passion1 passport patricia patrick1 peekaboo penelope penguin1 petitcoeur phantom1 philippe
	phoenix1 photoshop platinum playboy1 playstation politics portugal postgres precious predator presario property q1w2e3r4 qazwsxedc
	qq123456 quicksilver qwer1234 rachelle rainbow1 rammstein ranger12 raymond1 realmadrid rebecca1 redsox04 remember renegade revolution
	ricardo1 richard1 robinson rockstar rodriguez ronaldo7 rosebud1 roxanne1 rush2112 sabrina1 salasana sandrine samantha samsung1
	santiago sasuke12 scarface scooby12 scorpion scorpio1 scotland sebastian security semperfi serenity servante shadow12 shamrock
	sherlock sigmachi silver12 simpsons skateboard skywalker slipknot snickers snoopy12 snowball snowboard softball sophie12 southpark
	spanking spiderman spitfire springer stardust stargate startrek steelers stephane stephanie stingray strawberry success1 sunflower
	superstar suzuki12 sverige1 sweetheart sweetpea swordfish sylvie12 system32 tajmahal tazmania telephone television tequiero
	teresa12 terminator tigger12 tinkerbell titanic1 tottenham tournesol trombone trustno1 twilight undertaker universal university
	valentin valentina valentine vanessa1 vampire1 veronica veronique victoire victoria1 victoria violette virginia virginie volleyball
	voyager1 warcraft warhammer warrior1 waterloo westside westwood whatever1 wildcats william1 williams wolfgang wolverine wonderful
	wrangler xbox360x yamaha12 yankees1 yellow12 yosemite zaq12wsx zeppelin zidane10 zinedine zxcvbnm1
	correcthorsebatterystaple iamthebestintheworld thisisapassword thisismypassword mysuperpassword nevergonnagiveyouup
	`
		.split(/\s+/)
		.filter((word) => word !== ''),
);
