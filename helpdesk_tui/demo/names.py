"""Names of the fictional people who fill the demo directory: language, given name, surname, login.

The login is written out where it cannot be made from the name. Nobody here exists.
"""

NAMES = """
en;Olivia;Hartley
en;Adam;Whitcombe
en;Charlotte;Penrose
en;Oliver;Ashdown
en;Isla;Thornbury
en;Harry;Winslow
en;Poppy;Langford
en;Alfie;Radcliffe
en;Freya;Cartwright
en;Toby;Marlowe
en;Siobhán;O’Donnell
en;Niamh;O'Brien
en;Callum;MacGregor
en;Eilidh;Mc Allister
en;Rhys;Llewellyn
en;Megan;Pritchard-Jones
en-US;Tyler;Jefferson
en-US;Madison;Brookshire
en-US;Jamal;Freeman
en-US;Brooklyn;Vanderbeek
de;Jürgen;Großmann
de;Käthe;Weiß
de;Björn;Schäfer
de;Änne;Öztürk-Maier
de;Lukas;von der Heide
de;Greta;Zimmermann
de;Matthias;Köhler
de;Sabine;Vögele
fr;Élodie;Lefèvre
fr;François;Garçon
fr;Zoé;Château-Briand
fr;Jean-Luc;Bérenger
fr;Maëlle;Le Goff
fr;Benoît;d'Aubigné
fr;Anaïs;Crèvecœur
es;María José;García Márquez
es;Íñigo;Muñoz
es;Begoña;Ibáñez
es;Andrés;Núñez de la Peña
es;Lucía;Cañizares
es;Raúl;Peñalver
pt;João;Conceição
pt;Inês;Guimarães
pt;Antônio;Assunção
pt;Luísa;Magalhães
pt;Tomé;Simões
it;Niccolò;Bianchi
it;Beatrice;D'Angelo
it;Nicolò;Pirandè
it;Giulia;Lo Presti
it;Matteo;De Santis
nl;Daan;van den Berg
nl;Fleur;de Vries
nl;Joris;'t Hooft
nl;Anouk;Ter Horst
nl;Zoë;Kuijpers
pl;Łukasz;Wójcik
pl;Małgorzata;Śliwińska
pl;Zbigniew;Brzęczyszczykiewicz
pl;Agnieszka;Żółkiewska
pl;Grzegorz;Piątek
cs;Jiří;Dvořák
cs;Žofie;Růžičková
cs;Ondřej;Šťastný
cs;Vojtěch;Černý
sk;Ľubomír;Hruška
sk;Zuzana;Kováčová
hu;Gergő;Szűcs
hu;Ágnes;Kövesdi
hu;Örs;Győrffy
hu;Zsófia;Nagy-Tóth
ro;Ștefan;Țăranu
ro;Ioana;Bălan
ro;Răzvan;Pătrășcu
tr;Çağla;Yıldız
tr;Ömer;Şahin
tr;İpek;Güneş
tr;Emre;Kılıç
sv;Åsa;Sjöström
sv;Göran;Ångström
sv;Malin;Hägg
sv;Ada;Lindqvist
da;Søren;Kjærgaard
da;Mette;Ørsted
da;Rasmus;Æbelø
nb;Øyvind;Bjørnstad
nb;Kåre;Nygård
nb;Solveig;Tjønn
fi;Päivi;Hämäläinen
fi;Väinö;Mäkelä
fi;Aino;Yli-Öyrä
is;Þórdís;Sigurðardóttir
is;Guðmundur;Ævarsson
is;Ásgeir;Jónsson
lt;Žydrūnas;Šimkus
lt;Rūta;Bačiūnaitė
lv;Jānis;Bērziņš
lv;Līga;Kļaviņa
et;Õie;Põldmäe
et;Jüri;Järvekülg
el;Νίκος;Παπαδόπουλος;nikos.papadopoulos
el;Ελένη;Γεωργίου;eleni.georgiou
ru;Дарья;Соколова;darya.sokolova
ru;Алексей;Журавлёв;alexey.zhuravlyov
uk;Оксана;Коваленко;oksana.kovalenko
uk;Їжак;Щербань;yizhak.shcherban
bg;Красимира;Божкова;krasimira.bozhkova
sr;Miloš;Đorđević
sr;Jelena;Živković
hr;Željka;Čačić
sl;Tjaša;Škrjanc
ar;ليلى;منصور;layla.mansour
ar;يوسف;الخطيب;yusuf.khatib
fa;شیرین;جوادی;shirin.javadi
he;נועה;לוי;noa.levy
hi;प्रिया;शर्मा;priya.sharma
hi;अर्जुन;वर्मा;arjun.varma
bn;অনন্যা;সেন;ananya.sen
ta;கவிதா;முருகன்;kavitha.murugan
th;สมชาย;ใจดี;somchai.jaidee
vi;Nguyễn;Thị Ánh
vi;Trần;Đức Huy
vi;Phạm;Quỳnh
zh;伟明;陈;weiming.chen
zh;晓燕;欧阳;xiaoyan.ouyang
ja;さくら;高橋;sakura.takahashi
ja;健太;渡邉;kenta.watanabe
ko;지우;김;jiwoo.kim
ko;서연;남궁;seoyeon.namgung
ka;ნინო;ბერიძე;nino.beridze
hy;Անի;Պետրոսյան;ani.petrosyan
am;ሰላም;ተስፋዬ;selam.tesfaye
ig;Adaeze;Okonkwo
yo;Ọláyínká;Adébáyọ̀
yo;Títílayọ̀;Ọ̀ṣun
sw;Wanjirũ;Kamau
ha;Hauwa'u;Ɓello
mi;Aroha;Tāwhiri
haw;Kaʻiulani;Kealoha
cy;Llŷr;Gwyn ap Siôn
ga;Sadhbh;Ní Fhlaithbheartaigh
gd;Mòrag;NicDhòmhnaill
eu;Itziar;Etxeberria
ca;Núria;Puigdevall
ca;Jordi;Coll i Güell
gl;Brais;Fariña
mt;Ġorġa;Żammit
sq;Ëngjëll;Hoxha
mk;Зоран;Ѓорѓиев;zoran.gjorgjiev
id;Dewi;Kusumawardhani
ms;Nurul;binti Rahman
tl;Mayumi;Dela Peña
so;Ayaan;Cabdi
mn;Оюун;Бат-Эрдэнэ;oyuun.baterdene
kk;Айгүл;Нұрланова;aigul.nurlanova
ur;عائشہ;ملک;ayesha.malik
ne;सुनिता;थापा;sunita.thapa
lo;ບຸນມີ;ສີສຸກ;bounmy.sisouk
"""
