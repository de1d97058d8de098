"""Words of markers in many languages: those that say that something stays, and those that may stand beside them."""

# ruff: noqa: RUF001

ENGLISH = (
    "existing unchanged untouched unmodified unaltered rest remainder remaining remains remain same identical omitted"
    " elided skipped snipped snip abbreviated abridged shortened truncated collapsed folded hidden ditto idem etc"
    " etcetera brevity intact kept stays stay",
    "a an the and or of to in on is are was were be been as it its this that these those all both for with from at by"
    " so far still just only like my your our i we here there everything anything nothing no not nor any none other"
    " others else part parts code codes body bodies content contents text file function functions func method methods"
    " class classes module component components implementation implementations impl logic definition definitions"
    " statement statements step steps block blocks section sections page document script imports tests above below"
    " before after previous previously original originally earlier prior old current currently exactly completely fully"
    " entirely change changed changes modified modification modifications needed required shown displayed include"
    " includes keep keeping leave leaving left continue continues continued cont d stay stays more lines line todo fixme"
    " fmt begin end start stuff goes remain remains have has do don t doesn does affected way now",
)  # fmt: skip
"""Words that say that something stays, and words that may stand beside them."""
OTHERS = (
    # German
    ("rest restlich- ubrig- unverand- unveraend- bleib- gleich- bestehend- vorhanden- bisherig- weggelassen ausgelassen"
     " gekurzt gekuerzt ausgeblendet identisch unberuhrt unangetastet weiterer weitere dito usw unmodifiziert"
     " beibehalten alte alter alten",
     "der die das des dem den ein eine code codes inhalt inhalte inhalts teil teile funktion funktionen methode"
     " methoden klasse klassen datei zeile zeilen abschnitt abschnitte logik implementierung block import importe ist"
     " sind wie zuvor vorher oben unten bisher hier alles alle andere anderen sonst von vom im in und so es wird werden"
     " nicht geandert geaendert verandert keine anderung anderungen aenderungen original originale ursprunglich-"
     " ursprueng- wurde dokument text aus platzgrunden steht stehen bestehen"),
    # French
    ("reste restant- restent inchange- existant- identique- omis omise omises abrege- tronque- conserve- precedent-"
     " meme memes idem suite intact intacte raccourci- garde gardez garder laisser changent",
     "le la les l du de des d un une ce cette ces code contenu fichier fonction fonctions methode methodes classe"
     " classes partie parties section sections logique implementation bloc est sont comme avant ci dessus dessous ici"
     " tout toute tous toutes autre autres et aucun aucune changement changements modification modifications sans pas ne"
     " n a ont ete rien change modifie original originale tel telle quel quelle que demeure document texte lignes ligne"),
    # Spanish
    ("resto restante- existente- igual iguales mismo misma mismos mismas omitid- sin continua continuan permanece-"
     " queda quedan mantener mantiene mantienen anterior- abreviad- truncad- idem identic- etcetera conservar",
     "el la los las lo un una de del al codigo contenido archivo fichero funcion funciones metodo metodos clase clases"
     " parte partes seccion secciones logica implementacion bloque es son como antes arriba abajo aqui todo toda todos"
     " todas otro otra otros otras demas y se que cambio cambios cambiar modificar modificaciones original originales ya"
     " por brevedad no ha cambia texto documento lineas linea sigue siguen siendo"),
    # Italian
    ("resto restante- rimanente- esistente- invariat- immutat- omess- uguale identic- rimane rimangono resta"
     " precedente- troncat- abbreviat- mantenere stesso stessa idem eccetera",
     "il lo la i gli le l del dello della dei di un una codice contenuto file funzione funzioni metodo metodi classe"
     " classi parte parti sezione sezioni logica implementazione blocco e come prima sopra sotto qui tutto tutti altro"
     " altra altri altre senza modifiche modifica cambiamenti nessuna non originale che si testo documento righe per"
     " brevita"),
    # Portuguese
    ("resto restante- existente- inalterad- igual mesmo mesma mesmos omitid- permanece- mantem manter mantido anterior-"
     " truncad- abreviad- idem identic- demais continua sem",
     "o a os as do da dos das de um uma codigo conteudo arquivo ficheiro funcao funcoes metodo metodos classe classes"
     " parte partes secao secoes logica implementacao bloco e como antes acima abaixo aqui tudo todo todos todas outro"
     " outra outros outras alteracao alteracoes mudanca mudancas modificacoes original originais que ja nao foi mudou"
     " por brevidade texto documento"),
    # Catalan
    ("resta restant existent- igual sense omes omesa mateix continua",
     "el la els les l del de d codi contingut fitxer funcio metode classe part com abans aqui tot canvis es queda sense"
     " altres i"),
    # Dutch
    ("rest resterend- overig- ongewijzigd- bestaand- blijft blijven hetzelfde gelijk weggelaten ingekort idem behouden"
     " vorige onveranderd- enzovoort",
     "de het een van code inhoud bestand functie functies methode methoden methodes klasse klassen deel delen sectie"
     " secties logica implementatie blok is zijn als zoals voorheen hierboven hieronder hier alles alle andere geen"
     " wijzigingen niet gewijzigd originele en verder zelfde tekst document regels"),
    # Swedish, Danish, Norwegian
    ("rest resten resterande resterende ovrig- oforandra- uandre- uforandre- befintlig- existerande eksisterende samma"
     " samme utelamna- udeladt utelatt lika likadan som bibehall- behold beholdes behall tidigare tidligere forkorta-"
     " forkortet uendre- uendra-",
     "av af den det de en ett et kod koden kode koder innehall innehallet indhold innhold fil filen funktion funktioner"
     " funksjon funksjoner metod metoder metode klass klasse klasser del delar dele deler avsnitt logik logikk"
     " implementation ar er som forut forr fore for ovan nedan ovenfor nedenfor her har allt alt alla alle andra andre"
     " inga ingen andringar aendringer endringer original och og forblir forbliver ovrige text tekst dokument resten"),
    # Finnish
    ("loput loppu muuttumat- ennallaan sama samat samana olemassa olemassaoleva- jaljella entinen entiset pois jatetty"
     " lyhennetty pysyy sailyy",
     "koodi koodia koodista sisalto tiedosto funktio funktiot metodi luokka osa osat osio logiikka toteutus on ovat"
     " kuten ennen ylla alla tassa kaikki muu muut ei muutoksia alkuperainen ja"),
    # Polish
    ("reszta reszte pozostal- istniejac- niezmien- bez zmian takie takich sam samo samy pomini- skrocon- zostaje"
     " pozostaje tak dotychczasow- poprzedni- identyczn-",
     "kod kodu tresc tresci plik pliku funkcja funkcje funkcji metoda metody klasa klasy czesc czesci sekcja sekcje"
     " logika implementacja blok jest sa jak wyzej nizej przed wczesniej tutaj tu wszystko inne inny oryginaln- i bez"
     " zmian dokumentu"),
    # Czech, Slovak
    ("zbytek zbyvajici zvysok zvysn- existujici existujuc- beze bez nezmenen- nezmenen zustava zostava stejn- rovnak-"
     " vynechan- zkracen- skraten- puvodn- povodn- predchozi ostatni ostatne ostatny",
     "kod kodu obsah obsahu soubor souboru subor suboru funkce funkcie metoda metody trida triedy trieda cast casti"
     " sekce sekcia logika implementace je jsou su jako ako predtim predtym vyse nize zde tu vse vsetko jine zmen zmeny"
     " a z"),
    # Croatian, Serbian, Bosnian, Slovene
    ("ostatak ostatka ostalo ostali ostaje postojec- nepromijenjen- nepromenjen- nespremenjen- isto isti istog"
     " izostavljen- preskocen- skracen- prethodn- preostal- obstojec- preostank-",
     "kod koda sadrzaj datoteka datoteke funkcija funkcije metoda metode klasa klase dio deo dijela sekcija logika"
     " implementacija je su kao prije pre gore dolje dole ovdje ovde sve drugo bez promjena promena originaln- i se"
     " vsebina"),
    # Romanian
    ("restul ramas- ramane existent- neschimbat- nemodificat- acelasi aceeasi la fel omis- prescurtat- anterior-"
     " identic-",
     "codul codului cod continutul fisier fisierului functie functii functia metoda metode clasa parte partea sectiune"
     " logica este sunt ca inainte mai sus jos aici tot toate alte fara modificari original si de a al"),
    # Hungarian
    ("tobbi maradek valtozatlan- meglev- ugyanaz ugyanugy kihagyva rovidit- marad eredeti korabbi megegyezik",
     "a az kod kodja tartalom fajl fuggveny metodus osztaly resz logika mint elott fent lent itt minden mas nincs"
     " valtozas es"),
    # Turkish
    ("geri kalan mevcut degismeden degismedi degistirilmedi degismemis degismiyor ayni aynen atlandi kisaltildi onceki"
     " olduğu oldugu korunuyor devam diger",
     "kod kodu kodun kodlar icerik icerigi dosya dosyanin fonksiyon fonksiyonlar metod metot sinif bolum bolumler"
     " mantik gibi olan kalir kaliyor kaldi burada yukarida asagida yukaridaki asagidaki tum hepsi orijinal ve"
     " degisiklik yok eder ediyor kisim kismi"),
    # Greek
    ("υπολοιπ- υπαρχ- αμεταβλητ- ιδιο ιδια ιδιος παραλειπ- παραλειφθ- παραμεν- οπως αλλαγη αλλαγες προηγουμεν-",
     "ο η το οι τα του της των τον κωδικα κωδικας περιεχομενο αρχειο αρχειου συναρτηση μεθοδος κλαση μερος τμημα ειναι"
     " πριν παραπανω παρακατω εδω ολα αλλα χωρις και με"),
    # Russian
    ("остальн- остал- оста- без прежн- существующ- неизмен- пропущен- опущен- сокращен- тот тотже такой такое так"
     " предыдущ- имеющ- идентичн- аналогичн- оставить оставлен-",
     "код кода содержимое содержание файл файла функция функции функций метод метода методы класс класса часть части"
     " раздел раздела разделы логика логику реализация блок текст документ документа это как было раньше ранее выше ниже"
     " здесь тут все всё другие другой изменений изменения изменении не изменился изменилось изменено меняется же и в из"
     " исходн- для краткости строк строки"),
    # Ukrainian
    ("решта решти залишок залиша- наявн- існуюч- існую- без незмін- пропущен- скорочен- попередн- той такий так інш-"
     " тои інщ-",
     "код коду вміст файл файлу функція функціі функції метод методи клас частина розділ логіка реалізація як було"
     " раніше вище нижче тут все інше змін зміни не змінено змінювався і и та в з"),
    # Bulgarian
    ("остатък- остана- останал- съществуващ- непроменен- пропуснат- съкратен- същ- предишн- без",
     "код кода кодът съдържание файл файла функция функции метод клас част логика е са както преди горе долу тук всичко"
     " друго промени промяна и на от"),
    # Vietnamese
    ("con lai giu nguyen hien co khong đoi doi thay nhu cu tuong tu luoc bo bỏ giong van",
     "phan ma code noi dung tep ham phuong thuc lop cac nhung khac truoc tren duoi o đay day tat ca va logic goc cua"
     " nguon đoan doan cai đat dat khong đo"),
    # Indonesian, Malay
    ("sisa sisanya tersisa selebihnya tetap sama existing seperti ada dihilangkan dipersingkat dilewati sebelumnya"
     " tidak berubah kekal baki lainnya",
     "kode kod isi berkas fail file fungsi metode kelas bagian bahagian logika yang dari dan sebelum di atas bawah sini"
     " semua lain perubahan tanpa asli dokumen tak"),
    # Arabic
    ("باقي بقية المتبقي المتبقية موجود الموجود الموجودة الحالي الحالية دون بدون نفس كما محذوف السابق السابقة يبقى تبقى"
     " اختصار",
     "الكود كود الشيفرة شيفرة المحتوى محتوى الملف ملف الدالة الدوال دالة الطريقة الصنف الجزء جزء القسم المنطق هو هي كان"
     " قبل سابق اعلاه أعلاه ادناه هنا كل شيء اخرى أخرى تغيير تعديل تغييرات من في الاصلي و"),
    # Persian
    ("بقیه باقی مانده باقیمانده موجود بدون همان تغییر مانند قبلی حذف خلاصه",
     "کد کدها محتوا محتوای فایل تابع متد کلاس بخش قسمت منطق است قبل بالا پایین اینجا همه دیگر شده از و به"),
    # Hebrew
    ("שאר יתר הקיים הקיימת קיים ללא אותו אותה נשאר נשארת כמו הושמט קודם זהה",
     "הקוד קוד התוכן תוכן הקובץ קובץ הפונקציה פונקציה פונקציות המחלקה החלק חלק הלוגיקה של זה היה לפני קודם למעלה למטה"
     " כאן הכל אחר שינוי שינויים"),
    # Hindi
    ("बाकी शेष मौजूदा वही अपरिवर्तित समान पहले छोड़ा बिना वैसा यथावत",
     "कोड का की के सामग्री फ़ाइल फंक्शन भाग जैसा था है हैं रहेगा रहता यहाँ ऊपर नीचे सब सभी अन्य बदलाव कोई नहीं में और"
     " ही"),
    # Bengali
    ("বাকি অবশিষ্ট বিদ্যমান অপরিবর্তিত একই আগের",
     "কোড অংশ ফাইল ফাংশন মতো থাকবে থাকে আছে এখানে উপরে নিচে সব অন্যান্য পরিবর্তন ছাড়া"),
)  # fmt: skip
"""The same for other languages, without accents. A hyphen stands for any ending."""
JOINED = (
    # Chinese
    ("其余的 其余 其他 其它 其餘 剩余的 剩余 剩餘 剩下的 剩下 余下 餘下 省略 略去 略 跳过 跳過 保持不变 保持不變 保持"
     " 保留 维持 維持 不变 不變 无变化 無變化 没有变化 沒有變化 没有改变 没有改动 没有修改 无改动 未改动 未修改 未變更"
     " 未变更 未变 未變 不修改 无需修改 不需要修改 不做修改 不动 没变 沒變 原有的 原有 现有的 现有 現有 已有 既有 相同"
     " 同上 同前 原样 原樣 一样 一樣 如上 照旧 照舊 继续 繼續 等等",
     "以下 以上 上面 下面 上述 下述 之前 之后 之後 前面 后面 後面 原来 原來 原始 原 当前 目前 旧 舊 此处 此處 这里 這裡"
     " 部分 代码 代碼 程式碼 程序 程式 内容 內容 逻辑 邏輯 实现 實現 實作 函数 函數 函式 方法 类 類 文件 檔案 文档 文檔"
     " 章节 章節 段落 段 步骤 步驟 语句 語句 行 的 与 與 和 都 均 已 同 为 為 是 请 請 全部 所有 此 该 該 处 處 了 节 未"
     " 若干 数"),
    # Japanese
    ("既存の 既存 残りの 残り その他の その他 以下同じ 以下同様 同じ 同様 同一 同上 そのまま 省略 中略 後略 前略 以下略"
     " 略 変更なし 変更無し 変更ありません 変更はありません 未変更 維持 変わらず 変わらない 変わりません 変わらぬ 続く"
     " 続き 現状のまま 不変",
     "以下 以上 上記 下記 他の 他 元の 元 従来 現在 以前 前と 前 不要 コード 内容 処理 実装 関数 メソッド クラス"
     " ファイル 部分 箇所 行 セクション ロジック 定義 テキスト 文書 は が を と に も で の な です ます します する"
     " される された だ ここ 残す 残します 保持 変更 まま"),
    # Korean
    ("나머지 기존의 기존 동일하게 동일함 동일합니다 동일 같음 같습니다 그대로 유지됨 유지합니다 유지됩니다 유지 생략됨"
     " 생략합니다 생략 변경없음 변경사항없음 변경되지않음 변하지않음 계속 남은 등등",
     "이하 이상 위와 위 아래 이전과 이전 원래 현재 변경 없음 없습니다 없이 사항 코드 내용 로직 구현 함수 메서드 메소드"
     " 클래스 파일 부분 섹션 문서 과 와 은 는 이 가 의 을 를 도 에 다른 모두 모든 전체 됩니다 입니다 합니다 함 됨 들"),
    # Thai
    ("ที่เหลือ เหมือนเดิม คงเดิม ตามเดิม เดิม ไม่เปลี่ยนแปลง ไม่เปลี่ยน ที่มีอยู่ มีอยู่ ละไว้ ข้าม",
     "โค้ด ส่วน อื่นๆ อื่น ของ ฟังก์ชัน ฟังก์ชั่น ไฟล์ เนื้อหา คลาส และ ทั้งหมด ด้านบน ด้านล่าง"),
)  # fmt: skip
"""The same for languages that are written without blanks, or with particles behind their words."""
ALONE_BESIDE = {
    0: (
        "skip skipping skipped keep keeps keeping leave leaves leaving had edits unaffected preserve preserved preserves"
        " retain retained retains fine carry",
        "helpers helper handlers handler routes route fields field members member props properties property version versions"
        " following type types constant constants variable variables rule rules styles keys settings config configuration hooks"
        " endpoints queries tables items exports definitions defined declared go come comes goes have put you yours edit touch"
        " touched alone things way per see two file s files one where they were would should be need logic lives over nothing do",
    ),
    1: (
        "gehabt lassen belassen gelassen unangefasst",
        "helfer hilfsfunktion- felder typen konstanten im wir man anfassen vorlage version",
    ),
    2: ("restent rester laisser laisse", "en place les dans aides fonctions version sur l"),
    3: ("tocar quedan dejar dejamos", "tal cual funciones ayudas en su las siguen version"),
    4: ("restano rimangono lasciare", "cosi funzioni le nel nella versione toccare"),
    5: ("permanecem ficam deixar", "tal qual no na versao funcoes mexer"),
    7: ("laten staan ongemoeid", "zo functies originele origineel in het we"),
}
"""More words by the number of the language, English first, for comments that stand where markers do: alone on their line."""
