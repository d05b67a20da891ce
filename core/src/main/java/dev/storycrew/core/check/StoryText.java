package dev.storycrew.core.check;

import dev.storycrew.core.story.ChapterBrief;
import dev.storycrew.core.story.SceneList;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a model wrote for a scene, and what of it is no story: chapter and scene headings, titles, word counts, remarks to
 * whoever asked. What is certainly none is taken out; what may be part of the story stays, and is told.
 *
 * @param text the story
 * @param takenOut the lines that were taken out
 * @param doubtful the lines that may be no story
 */
public record StoryText(String text, List<String> takenOut, List<String> doubtful) {
    /** A longer line is prose. */
    private static final int LONGEST = 300;

    /** So many lines are taken from each end; more of them are no remark but the text. */
    private static final int MOST_AT_AN_END = 20;

    private static final int LONGEST_TAIL = 80;
    private static final int LONGEST_TITLE = 60;
    private static final int FLAGS = Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE;

    private static final Pattern MARKDOWN = Pattern.compile("^\\s{0,3}#{1,6}\\s+\\S.*$");
    private static final Pattern SEPARATOR = Pattern.compile("^\\s*[-*_=~—#][-*_=~—#\\s]{2,}$");
    private static final Pattern BULLET = Pattern.compile("^\\s*(?:[-*•]|\\d{1,2}[.)、])\\s.*$");
    private static final Pattern DECORATION = Pattern.compile("^[\\s#*_=~>-]+|[\\s#*_=~-]+$");
    /** Of a heading in HTML; and what no reader sees. */
    private static final Pattern TAGGED_HEADING =
            Pattern.compile("^\\s*<(h[1-6]|center|title)>\\s*(?<inner>.*?)\\s*</\\1>\\s*$", FLAGS);

    private static final Pattern TAGGED =
            Pattern.compile("^\\s*<(b|strong|i|em|u|p|div)>\\s*(?<inner>.*?)\\s*</\\1>\\s*$", FLAGS);

    private static final Pattern COMMENT = Pattern.compile("^\\s*<!--.*-->\\s*$");
    /** Dashes on both sides; one alone begins what somebody says. */
    private static final Pattern BETWEEN_DASHES = Pattern.compile("^\\s*[—–]+\\s*(?<inner>[^—–]+?)\\s*[—–]+\\s*$");

    private static final Pattern OPENING_BRACKET = Pattern.compile("^[\\[(（【〔{<].*[\\])）】〕}>]$");

    private static final String NUMBER =
            "(?:\\d{1,5}|[ivxlc]{1,8}|[零〇一二三四五六七八九十百千两]{1,8}|(?:twenty|thirty|forty)?[ -]?(?:one|two|three|four|five|six"
                    + "|seven|eight|nine)|ten|eleven|twelve|(?:thir|four|fif|six|seven|eigh|nine)teen|twenty|thirty|forty)";
    private static final Pattern NUMBERED = Pattern.compile(
            "^(?:(?:revised|edited|rewritten|final|updated)\\s+)?(?:(?:chapter|scene|part|act|book|volume|kapitel|szene|teil|chapitre|scène|partie|capítulo|escena|capitolo|scena|cena|hoofdstuk"
                    + "|глава|сцена|akt|acte|acto|livre|buch)(?:\\s+|(?=\\d))" + NUMBER
                    + "(?![\\p{L}\\p{N}])|(?:场景|場景|シーン|챕터|장면)\\s*" + NUMBER
                    + "|第\\s*" + NUMBER + "\\s*(?:章|回|节|節|幕|场|場|话|話|卷|장))(?<rest>.*)$",
            FLAGS);
    /** A heading without a number. */
    private static final Pattern UNNUMBERED = Pattern.compile(
            "^(?:prologue?|epilogue?|prolog|epilog|interlude|prólogo|epílogo|序章|序幕|楔子|引子|尾声|尾聲|终章|番外)(?:\\s*[:：–—-].{0,60})?$",
            FLAGS);
    /** A number as a heading, alone or before a title. */
    private static final Pattern NUMBER_ALONE =
            Pattern.compile("^(?:(?:\\d{1,3}|[ivxlc]{2,6})[.)、]?|[ivxlc][.)])$", FLAGS);

    private static final Pattern NUMBER_AND_TITLE = Pattern.compile("^\\d{1,3}[.)、]\\s*(?<title>\\p{L}.{0,60})$");
    /** A field of a form that somebody filled in. */
    private static final Pattern TITLE_FIELD = Pattern.compile(
            "^(?:(?:chapter |scene |working )?title|chapter|标题|標題|章节标题|章名|章节|titel|titre|título)\\s*[:：][\\s*]*(?<title>\\S.{0,60})$",
            FLAGS);

    private static final Pattern PLAN_FIELD = Pattern.compile(
            "^(?:pov|point of view|scene (?:goal|purpose)|target words|word target|(?:scene )?setting|视角|場景設定|场景设定)\\s*[:：].{1,120}$",
            FLAGS);
    /** Says that what follows is the text, and nothing else. */
    private static final Pattern LABEL = Pattern.compile(
            "^(?:(?:final|revised|edited|rewritten|updated|polished|new|full) (?:version|draft|text|scene|chapter|prose)|(?:first |final )?draft"
                    + "|final text|正文(?:开始|如下)?|修改稿|修改后|改写后|终稿)\\s*[:：]?$",
            FLAGS);

    private static final Pattern SEPARATED = Pattern.compile("^\\s*[,:：.|·–—-].*");
    /** No heading, but when or where the story goes on: a day, a time, a place with its country. */
    private static final Pattern WHEN_OR_WHERE = Pattern.compile(
            "[\\p{Nd},，、]|\\b(?:january|february|march|april|june|july|august|september|october|november|december|(?:mon|tues|wednes"
                    + "|thurs|fri|satur|sun)day|morning|noon|afternoon|evening|night|midnight|dawn|dusk|later|earlier|spring|summer|autumn"
                    + "|winter|januar|februar|märz|juni|juli|oktober|dezember|montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag"
                    + "|morgen|abend|nacht|später|matin|soir|nuit|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche)\\b"
                    + "|[年月日]|星期|凌晨|清晨|早晨|上午|中午|下午|傍晚|晚上|深夜|午夜|之后|以前",
            FLAGS);

    private static final String SENTENCE_ENDS = ".。!！?？;；,，…";

    private static final Pattern WORD_COUNT = Pattern.compile(
            "^(?:(?:total|approx\\w*\\.?|final|scene|chapter)\\s+){0,2}(?:word[ -]?count|words(?=\\s*[:：])|字数统计|字數統計|wortz?anzahl|wortzahl|nombre de mots"
                    + "|número de palabras|recuento de palabras|numero di parole|字数|字數|文字数|全文字数|本章字数|总字数|本场字数)"
                    + "\\s*[:：=]?[\\s*]*(?:is|about|approx\\w*\\.?|约|共|為|为)?[\\s~≈约]*\\d[\\d,. ]{0,9}\\s*(?:words?|wörter|worte|mots"
                    + "|palabras|parole|字|词)?\\s*(?:[(（/].{0,30})?[.。]?$",
            FLAGS);
    private static final Pattern COUNT = Pattern.compile(
            "^(?:total|about|approx\\w*\\.?|ca\\.?|circa|around|约|共|全文|全文约|全文共|本章约|本章共|本场约)?[\\s:：~≈约]*"
                    + "\\d[\\d,. ]{0,8}\\s*(?:words?|wörter|worte|mots|palabras|parole|字|词)(?:\\s*(?:total|in total|左右))?\\.?$",
            FLAGS);
    private static final Pattern END_MARK = Pattern.compile(
            "^(?:to be continued|continued(?: in .{0,40}| from .{0,40}| below)?|end|/?scene|end (?:of )?(?:the )?(?:scene|chapter|part|excerpt|draft|text)"
                    + "(?:\\s+\\w{1,10})?|(?:scene|chapter)(?:\\s+\\w{1,10})?\\s+(?:ends?|break)|fortsetzung folgt|ende (?:der szene|des kapitels)"
                    + "(?:\\s+\\w{1,10})?|à suivre|fin (?:de la scène|du chapitre)(?:\\s+\\w{1,10})?|continuará|fin de la escena"
                    + "|未完待续|未完待續|待续|本章完|本场完|本章结束|本场结束|全文完|第.{1,6}[章场]\\s*(?:完|结束))[\\s.…!！。]*$",
            FLAGS);
    /** They are certain without brackets too: no story says so in passing. */
    private static final Pattern PLAIN_END_MARK = Pattern.compile(
            "^(?:to be continued|end (?:of )?(?:scene|chapter)\\b|待续|待續|第.{1,6}[章场]\\s*(?:完|结束)|ende der szene|fin de la (?:scène|escena)|fortsetzung folgt|à suivre|未完待续|未完待續|本章完|本场完|全文完).*",
            FLAGS);

    private static final Pattern NOTE = Pattern.compile(
            "^(?:notes?|remarks?|n\\.b\\.|disclaimer|注|注释|注意|备注|備註|说明|anmerkung(?:en)?|hinweise?|remarques?|notas?)\\s*[:：].*",
            FLAGS);
    private static final Pattern AUTHORS_NOTE = Pattern.compile(
            "^(?:(?:author|editor|writer|translator)(?:['’]?s)?\\s+notes?|a/n|作者注|作者的话|编者注|编辑注|译者注|修改说明|写作说明|创作说明"
                    + "|anmerkung des autors|note de l['’]auteur|nota del autor)\\s*[:：].*",
            FLAGS);
    private static final String WORK =
            "(?:scenes?|chapters?|drafts?|passages?|excerpts?|continuations?|szenen?|kapitel|entwurf|fassung|scènes?"
                    + "|chapitres?|escenas?|capítulos?|versions?)";
    private static final Pattern THE_WORK =
            Pattern.compile("\\b" + WORK + "\\b|场景|本场(?!比赛|演出|考试)|本章|章节|初稿|草稿|正文|第.{1,3}[场章]", FLAGS);
    private static final Pattern REWORK = Pattern.compile(
            "\\b(?:revis(?:e|es|ed|ing|ions?)|re-?writ\\w*|re-?wrote|edits|edited|changes|adjustments?|expanded|shortened"
                    + "|überarbeit\\w*|änderungen|révis\\w*|modifications|revisar|cambios)\\b|修改|修订|改写|润色|扩写|续写|调整",
            FLAGS);
    /** Says by itself that a writer speaks to whoever asked. */
    private static final Pattern TO_THE_READER = Pattern.compile(
            "\\b(?:this|above|revised|rewritten|updated|edited) (?:scene|chapter|draft|revision|rewrite|version)\\b|\\bas (?:you )?requested\\b"
                    + "|\\bword[ -]?count\\b|\\b(?:under|over|about|within|exactly|around) \\d[\\d,]* words\\b|\\bthe (?:revision|rewrite)\\b"
                    + "|\\b(?:the|your) prompt\\b|本场(?!比赛|演出|考试)|本章|字数|按要求|以上(?:修改|改写|内容|版本)|(?:已|作了|做了)(?:修改|改写|润色|修订)",
            FLAGS);

    /** What a writer speaks of, and no story does in a note. */
    private static final Pattern CRAFT = Pattern.compile(
            "\\b(?:pacing|continuity|point of view|pov|cliffhanger|foreshadow\\w*|third[- ]person|first[- ]person|past tense|present tense"
                    + "|exit hook|hook|narrative voice|word limit|outline|style guide|requirements)\\b|节奏|视角|悬念|伏笔|人称|字数",
            FLAGS);
    /** So ends no scene: a helper takes leave of whoever asked. */
    private static final Pattern LEAVE = Pattern.compile(
            "^(?:i (?:do )?)?hope (?:(?:this|the (?:scene|chapter|revision|text)) works|(?:this|that|it|the (?:scene|chapter|revision|text)) (?:(?:all )?helps|works for you|is helpful|is what you (?:wanted|needed)"
                    + "|fits the bill|(?:meets|fits|matches|satisfies) your \\w+|was helpful))[^\\p{L}]*$"
                    + "|^(?:i )?hope you (?:enjoy(?:ed)?|like[d]?) (?:this|the|my) (?:scene|chapter|version|draft|revision|take|continuation)\\b.{0,20}$"
                    + "|^(?:please )?let me know if (?:you(?:['’]d| would)? (?:like|want|need|prefer) (?:me to (?:continue|write|revise|adjust|expand|change|edit"
                    + "|rewrite|proceed|keep going)|any (?:changes|edits|revisions|adjustments|tweaks))|(?:this|it) works for you).{0,80}$"
                    + "|^(?:would you like|shall i|do you want|should i)(?: me)?(?: to)? (?:continue|proceed) (?:with|to|writing).{0,60}$"
                    + "|^if you(?:['’]d| would)? (?:like|want|prefer),? (?:me to|i can|i could|i['’]ll|i['’]d be happy to) (?:write|revise|adjust|expand|continue"
                    + "|change|edit|rewrite).{0,80}$"
                    + "|^希望(?:这|以上|本|您|你|对)[^。！!]{0,12}(?:帮助|满意|符合[^。！!]{0,8}(?:要求|期望|需要)|喜欢(?:这|本)[^。！!]{0,3}(?:场|章|稿|版))[^\\p{L}]*$"
                    + "|^如果?需要(?:我)?(?:继续|修改|调整|改写|续写)[^。！!]{0,20}(?:请|随时|告诉|告知|说)[^。！!]{0,12}[。！!]?$"
                    + "|^(?:是否)?需要我?(?:继续|接着)(?:写|创作|续写)?[^。！!？?]{0,8}[吗？?。]+$"
                    + "|^ich hoffe,? (?:das|dies|es|die szene) (?:hilft|gefällt|passt|entspricht).{0,40}$"
                    + "|^j['’]espère que (?:cela|ça|cette scène) .{0,6}(?:aide|convient|plaît|plaira|conviendra).{0,12}$"
                    + "|^espero que (?:esto|te|le|les) (?:ayude|sirva|guste).{0,20}$",
            FLAGS);
    /** What may be a narrator's last line too. */
    private static final Pattern PERHAPS_LEAVE = Pattern.compile(
            "^(?:please )?let me know if you (?:need anything else|have any (?:questions|other requests|feedback)).{0,20}$"
                    + "|^(?:would you like|shall i|do you want|should i)(?: me)?(?: to)? (?:continue|go on|keep going)[?？]?$"
                    + "|^(?:i )?hope you (?:enjoy(?:ed)?|like[d]?) (?:it|this)[^\\p{L}]*$|^feel free to (?:ask|reach out).{0,60}$",
            FLAGS);
    /** Of a whole line that a writer says of what was done, in no story's voice. */
    private static final Pattern DONE = Pattern.compile(
            "^(?:i(?:['’]ve| have)? (?:revised|rewritten|rewrote|edited|expanded|shortened|kept|made|adjusted|tightened|added|addressed|fixed)"
                    + "|this (?:version|revision|draft|rewrite|scene|chapter)|the (?:revised |above |edited |rewritten )?(?:version|revision|draft|rewrite"
                    + "|scene|chapter)(?: above)?)\\b.*",
            FLAGS);

    private static final Pattern COUNTS_WORDS = Pattern.compile("\\d[\\d,.]*\\s*(?:-|–)?\\s*words?\\b|\\d\\s*字", FLAGS);

    private static final Pattern THE_REVISION =
            Pattern.compile("\\b(?:this|the|my) (?:revision|rewrite)\\b|以上(?:修改|改写|内容|版本)", FLAGS);
    /** Of somebody's life, or of a crime: a story's own chapters and scenes. */
    private static final Pattern OF_THE_STORY = Pattern.compile(
            "\\b(?:my|his|her|our|their|he|she|we|they|i|me|us|mein\\w*|sein\\w*|unser\\w*|ich|mon|ma|mes|sa|son|mi|su|life)\\b"
                    + "|\\bof (?!(?:the |this |your )?(?:scene|chapter|draft))|[我他她]|人生|一生",
            FLAGS);
    /** The same for what a writer says of himself. */
    private static final Pattern OF_A_LIFE = Pattern.compile(
            "\\b(?:my|his|her|our|their|he|she|we|they|life)\\b|\\bof (?!(?:the |this |your )?(?:scene|chapter|draft|issues))",
            FLAGS);
    /** What only a helper asks. */
    private static final Pattern OFFER = Pattern.compile(
            "^(?:please )?(?:let me know|would you like me|feel free|shall i|do you want me|如需|若需|请告诉我|需要我|lass mich wissen"
                    + "|n['’]hésitez pas|avísame).*",
            FLAGS);

    private static final Pattern HOPE = Pattern.compile(
            "^(?:please )?(?:i hope (?:this|that|you|the)|if you(?:['’]d| would)? (?:like|want|need|prefer)|如果(?:您|你)?(?:需要|想|希望|对)|如有"
                    + "|希望(?:这|以上)|ich hoffe|wenn (?:du|sie) (?:möchtest|möchten)|j['’]espère|si vous (?:voulez|souhaitez)|espero que).*",
            FLAGS);
    private static final Pattern HERE_IT_IS = Pattern.compile(
            "^(?:here(?:['’]s| is| are| comes?)|below (?:is|are)|the following (?:is|are)|this is|i(?:['’]ve| have) (?:re|wr|ed)|hier ist"
                    + "|hier sind|nachfolgend|anbei|voici|ci-dessous|aquí (?:está|tienes?|van?)|a continuación|ecco|以下(?:是|为)?|下面是|这是"
                    + "|这里是|现为您|为您).{0,200}[:：]$",
            FLAGS);
    /** The same without what it is of, so that no story of somebody's follows. */
    private static final Pattern HERE_EXACTLY = Pattern.compile(
            "^(?:here(?:['’]s| is| are)|below (?:is|are)|hier ist|voici|aquí está|ecco) (?:the|your|a|an|die|der|das|le|la|el)?\\s*"
                    + "(?:(?:requested|full|complete|completed|final|edited|revised|rewritten|updated|new|next|polished|finished|corrected|improved|first"
                    + "|überarbeitete) )*(?:scenes?|chapter|text|prose|story|version|draft|passage|excerpt|part|section|continuation|rewrite|revision|szene"
                    + "|scène|escena|scena)s?(?: \\w{1,6})?(?: of (?:the|your) (?:story|chapter|book|novel|scene))?(?<end>\\s*[:：.!]?)$",
            FLAGS);

    private static final Pattern HERE_NOW =
            Pattern.compile("^(?:here(?:['’]s| is| are)|below (?:is|are)) (?:the|your) .{0,120}$", FLAGS);

    private static final Pattern HERE_YOU_GO = Pattern.compile("^here (?:you go|it is|we go)\\s*[:：]$", FLAGS);
    private static final Pattern AS_REQUESTED = Pattern.compile(
            "^(?:as (?:you )?(?:requested|asked)|per your request|as per your (?:request|instructions)|按照?您?的?要求|根据您的(?:要求|反馈))\\s*[,，:：]?\\s*",
            FLAGS);
    /** Promises of a helper, with nobody's name in them. */
    private static final Pattern PROMISE = Pattern.compile(
            "^(?:i can help(?: you)?(?: with that)?|i['’]d be (?:happy|glad) to(?: help)?.{0,60}|i['’]ll (?:write|revise|rewrite|edit|help).{0,60}"
                    + "|let(?:['’]s| me) (?:write|revise|rewrite|edit) (?:the|this|that|your) .{0,40}|我(?:来|将|会|这就)(?:为您|为你|帮您|帮你|给您)?(?:写|撰写|创作"
                    + "|改写|修改|续写|润色).{0,20})[.!。！:：]*$",
            FLAGS);

    private static final Pattern OBLIGING = Pattern.compile(
            "^(?:sure|certainly|of course|absolutely|understood|okay|ok|gladly|happy to help|natürlich|gerne|klar|sicher|selbstverständlich|d['’]accord|bien sûr|claro|por supuesto|好的|好|当然可以|当然|可以|没问题"
                    + "|明白了|收到)(?:\\s+thing)?[,.!，。！:：—-].*",
            FLAGS);
    private static final Pattern CHANGES = Pattern.compile(
            "^(?:(?:key |main |summary of )?(?:changes|improvements|edits|revisions)(?: made)?|what (?:i )?changed|revision notes|修改内容|修改要点|改动说明|改动|änderungen"
                    + "|modifications)\\s*[:：]$",
            FLAGS);
    private static final Pattern A_MODEL = Pattern.compile(
            "\\b(?:ai|large) language model\\b|\\bas an ai(?: assistant)?,? i(?:['’]m| am)? (?:cannot|can['’]t|unable to|not able to)"
                    + " (?:write|continue|create|generate|help|assist|provide)|作为(?:一个|一名)?(?:AI|人工智能|大?语言模型)[^。]{0,12}(?:无法|不能)",
            FLAGS);
    private static final Pattern TAIL = Pattern.compile(
            "\\s*[\\[(（【]\\s*(?:(?:approx\\w*\\.?\\s+)?word[ -]?count|字数|字數|文字数|wortzahl)?\\s*[:：]?\\s*(?:约|共|全文|全文约|about|approx\\.?|~|≈)?"
                    + "\\s*\\d[\\d,.]{0,8}\\s*(?:words?|wörter|mots|palabras|字|词)?\\s*[\\])）】]\\s*$",
            FLAGS);
    private static final Pattern TAIL_SAYS_WHAT = Pattern.compile("word|count|字|词|wört|wortzahl|mots|palabras", FLAGS);
    /** No title has an ellipsis, or one sentence behind another. */
    private static final Pattern SAYS = Pattern.compile("…|\\.\\.|[。！？!?；，].*\\S");

    /** A title between quotation marks. */
    private static final Pattern QUOTED = Pattern.compile("^([\\s:：–—-]*)[\"“„«「『《]([^\"“”„«»「」『』]+)[\"”“»」』》]$");
    /** A title that asks or cries, in a few words. */
    private static final Pattern ASKS = Pattern.compile("[^.。,，;；:：!?！？]{1,20}[?!？！]");

    private static final Pattern SPEECH = Pattern.compile("[\"“”„«»「」『』]");

    public StoryText {
        takenOut = List.copyOf(takenOut);
        doubtful = List.copyOf(doubtful);
    }

    /**
     * Reads what a model wrote for a scene.
     *
     * @param list the chapter's plan, whose title is a heading too; null if there is none
     */
    public static StoryText of(String written, ChapterBrief brief, @Nullable SceneList list) {
        Set<String> titles = new TreeSet<>();
        titles.add(folded(brief.title()));
        titles.add(folded(brief.book().title()));
        if (list != null && list.chapterTitle() != null) {
            titles.add(folded(list.chapterTitle()));
        }
        titles.remove("");
        return new Reader(written, titles).read();
    }

    /** True of a line in which a writer speaks of the text, to whoever asked for it. */
    static boolean speaksOfTheWork(String line) {
        return line.length() <= LONGEST
                && !SPEECH.matcher(line).find()
                && (PERHAPS_LEAVE.matcher(bare(line)).matches()
                        || TO_THE_READER.matcher(line).find()
                        || A_MODEL.matcher(line).find()
                        || (THE_WORK.matcher(line).find()
                                && REWORK.matcher(line).find()));
    }

    private static String bare(String line) {
        String inner = line;
        for (Pattern around : List.of(TAGGED_HEADING, TAGGED, BETWEEN_DASHES)) {
            Matcher matcher = around.matcher(inner);
            inner = matcher.matches() ? String.valueOf(matcher.group("inner")) : inner;
        }
        return DECORATION.matcher(inner).replaceAll("");
    }

    private static boolean isMarkedAsHeading(String line) {
        return MARKDOWN.matcher(line).matches() || TAGGED_HEADING.matcher(line).matches();
    }

    private static String folded(String line) {
        return bare(line).replaceAll("^[\\s\"“„«《「]+|[\\s\"”“»》」]+$", "").toLowerCase(Locale.ROOT);
    }

    private static final class Reader {
        private final Set<String> titles;
        private final List<String> lines;
        private final List<String> takenOut = new ArrayList<>();
        private final List<String> doubtful = new ArrayList<>();

        Reader(String written, Set<String> titles) {
            this.lines = new ArrayList<>(written.lines().toList());
            this.titles = titles;
        }

        StoryText read() {
            String before = String.join("\n", lines);
            for (int taken = 0; taken < MOST_AT_AN_END && takeFirst(); taken++) {}
            for (int taken = 0; taken < MOST_AT_AN_END && (takeChanges() || takeLast()); taken++) {}
            lines.removeIf(line -> {
                boolean out = isCertainAnywhere(line);
                if (out) {
                    takenOut.add(line.strip());
                }
                return out;
            });
            takeTail();
            note();
            String text = takenOut.isEmpty() ? before : String.join("\n", lines).strip();
            return new StoryText(text, takenOut, doubtful);
        }

        private boolean takeFirst() {
            int first = firstFilled(0, 1);
            boolean out = first >= 0 && lines.get(first).length() <= LONGEST && isNoBeginning(lines.get(first), first);
            if (out) {
                takenOut.add(lines.get(first).strip());
                lines.subList(0, first + 1).clear();
                int next = firstFilled(0, 1);
                if (next >= 0 && SEPARATOR.matcher(lines.get(next)).matches()) {
                    lines.subList(0, next + 1).clear();
                }
            }
            return out;
        }

        private boolean takeLast() {
            int last = firstFilled(lines.size() - 1, -1);
            boolean out = last >= 0 && lines.get(last).length() <= LONGEST && isNoEnd(lines.get(last));
            if (out) {
                cut(last);
            }
            return out;
        }

        /** A list of what was changed, down to the end. */
        private boolean takeChanges() {
            int last = firstFilled(lines.size() - 1, -1);
            int at = last;
            while (at >= 0
                    && (lines.get(at).isBlank() || BULLET.matcher(lines.get(at)).matches())) {
                at--;
            }
            boolean out = at >= 0
                    && at < last
                    && lines.get(at).length() <= LONGEST
                    && CHANGES.matcher(bare(lines.get(at))).matches();
            if (out) {
                cut(at);
            }
            return out;
        }

        private void cut(int from) {
            takenOut.add(lines.get(from).strip());
            lines.subList(from, lines.size()).clear();
            int last = firstFilled(lines.size() - 1, -1);
            if (last >= 0 && SEPARATOR.matcher(lines.get(last)).matches()) {
                lines.subList(last, lines.size()).clear();
            }
        }

        private boolean isNoBeginning(String line, int at) {
            String bare = bare(line);
            boolean decorated = !bare.equals(line.strip());
            boolean moreFollows = firstFilled(at + 1, 1) >= 0;
            String inner = OPENING_BRACKET.matcher(bare).matches() ? bare.substring(1, bare.length() - 1) : bare;
            return isTitle(line)
                    || (moreFollows && isLabel(inner, decorated))
                    || isHeading(inner)
                    || (moreFollows && titles.contains(folded(line)) && (decorated || !endsASentence(bare)))
                    || isHereItIs(bare)
                    || isObliging(bare);
        }

        /** A heading without a number, a number without a heading, a field of a form. */
        private boolean isLabel(String bare, boolean decorated) {
            Matcher field = TITLE_FIELD.matcher(bare);
            Matcher numbered = NUMBER_AND_TITLE.matcher(bare);
            return UNNUMBERED.matcher(bare).matches()
                    || NUMBER_ALONE.matcher(bare).matches()
                    || LABEL.matcher(bare).matches()
                    || PLAN_FIELD.matcher(bare).matches()
                    || (field.matches()
                            && !endsASentence(bare)
                            && !SPEECH.matcher(bare).find())
                    || (numbered.matches()
                            && (decorated || titles.contains(folded(String.valueOf(numbered.group("title")))))
                            && !endsASentence(bare));
        }

        /** A heading in Markdown that begins a text; but a deep one may be a place, and the story's. */
        private static boolean isTitle(String line) {
            if (!isMarkedAsHeading(line)) {
                return false;
            }
            String bare = bare(line);
            boolean deep = line.strip().startsWith("###");
            return NUMBERED.matcher(bare).matches()
                    || (!deep && !WHEN_OR_WHERE.matcher(bare).find());
        }

        private static boolean isHereItIs(String bare) {
            if (SPEECH.matcher(bare).find()) {
                return false;
            }
            String said = AS_REQUESTED.matcher(bare).replaceFirst("");
            boolean requested = !said.equals(bare);
            Matcher exactly = HERE_EXACTLY.matcher(said);
            if (HERE_YOU_GO.matcher(said).matches()
                    || (exactly.matches()
                            && (requested
                                    || THE_WORK.matcher(said).find()
                                    || String.valueOf(exactly.group("end")).matches("\\s*[:：]")))) {
                return true;
            }
            if (HERE_NOW.matcher(said).matches()
                    && REWORK.matcher(said).find()
                    && THE_WORK.matcher(said).find()) {
                return !OF_THE_STORY.matcher(said).find();
            }
            if (!HERE_IT_IS.matcher(said).matches()) {
                return false;
            }
            boolean reworked = REWORK.matcher(said).find();
            String lower = said.toLowerCase(Locale.ROOT);
            boolean vague = lower.startsWith("this") || lower.startsWith("i") || lower.startsWith("这是");
            boolean plain = !vague && !OF_THE_STORY.matcher(said).find();
            return THE_WORK.matcher(said).find() && (reworked || plain);
        }

        /** "Sure, here is the scene:" and "好的，以下是…", but not somebody who says sure. */
        private static boolean isObliging(String bare) {
            if (!OBLIGING.matcher(bare).matches() || SPEECH.matcher(bare).find()) {
                return false;
            }
            String rest = bare.replaceFirst("^[^,.!，。！:：—-]*[,.!，。！:：—\\s-]+", "");
            return isHereItIs(rest)
                    || PROMISE.matcher(rest).matches()
                    || ((rest.endsWith(":") || rest.endsWith("：")) && speaksOfTheWork(rest));
        }

        private static boolean isNoEnd(String line) {
            String bare = bare(line);
            if (SPEECH.matcher(bare).find()) {
                return AUTHORS_NOTE.matcher(bare).matches();
            }
            return PLAIN_END_MARK.matcher(bare).matches()
                            && END_MARK.matcher(bare).matches()
                    || AUTHORS_NOTE.matcher(bare).matches()
                    || isNoteOfTheWork(bare)
                    || LEAVE.matcher(bare).matches()
                    || (COUNT.matcher(bare).matches() && !bare.endsWith("."))
                    || (THE_WORK.matcher(bare).find()
                            && COUNTS_WORDS.matcher(bare).find()
                            && DONE.matcher(bare).matches())
                    || isOffer(bare);
        }

        private static boolean isNoteOfTheWork(String bare) {
            return NOTE.matcher(bare).matches()
                    && (speaksOfTheWork(bare)
                            || CRAFT.matcher(bare).find()
                            || (THE_WORK.matcher(bare).find()
                                    && COUNTS_WORDS.matcher(bare).find()));
        }

        private static boolean isOffer(String bare) {
            boolean work = THE_WORK.matcher(bare).find();
            boolean rework = REWORK.matcher(bare).find();
            if (OFFER.matcher(bare).matches()) {
                return (work || rework)
                        && !(OF_THE_STORY.matcher(afterOffer(bare)).find() && !(work && rework));
            }
            return HOPE.matcher(bare).matches()
                    && ((work && rework) || THE_REVISION.matcher(bare).find());
        }

        /** Without "let me", which is nobody's scene. */
        private static String afterOffer(String bare) {
            return bare.replaceFirst(
                    "(?i)^(?:please )?(?:let me|would you like me|shall i|do you want me)|[请，,]?告诉我[。.]?$|^需要我", "");
        }

        private boolean isCertainAnywhere(String line) {
            if (line.length() > LONGEST || line.isBlank()) {
                return false;
            }
            String bare = bare(line);
            boolean bracketed = OPENING_BRACKET.matcher(bare).matches();
            String inner = bracketed ? bare.substring(1, bare.length() - 1).strip() : bare;
            boolean heading = isMarkedAsHeading(line) && (isHeading(bare) || titles.contains(folded(line)));
            boolean count = WORD_COUNT.matcher(bare(inner).replace("**", "")).matches()
                    || (bracketed && COUNT.matcher(bare(inner)).matches());
            boolean aside = bracketed
                    && (END_MARK.matcher(bare(inner)).matches()
                            || AUTHORS_NOTE.matcher(inner).matches()
                            || isNoteOfTheWork(inner));
            return heading || count || aside || COMMENT.matcher(line).matches();
        }

        private static boolean isHeading(String bare) {
            Matcher heading = NUMBERED.matcher(bare);
            if (!heading.matches()) {
                return false;
            }
            String rest = heading.group("rest");
            String title = QUOTED.matcher(rest.strip()).replaceFirst("$1$2");
            boolean apart = title.isEmpty()
                    || SEPARATED.matcher(rest).matches()
                    || (Character.isWhitespace(rest.codePointAt(0)) && !Character.isLowerCase(title.codePointAt(0)));
            return apart
                    && title.length() <= LONGEST_TITLE
                    && !SPEECH.matcher(title).find()
                    && !SAYS.matcher(title).find()
                    && (!endsASentence(title) || ASKS.matcher(title).matches());
        }

        private static boolean endsASentence(String bare) {
            String open = bare.replaceFirst("[\\s\"'”’»“‘«」』)）]+$", "");
            return !open.isEmpty() && SENTENCE_ENDS.indexOf(open.charAt(open.length() - 1)) >= 0;
        }

        /** A count behind the last sentence. */
        private void takeTail() {
            int last = firstFilled(lines.size() - 1, -1);
            if (last < 0) {
                return;
            }
            String line = lines.get(last);
            int from = Math.max(0, line.length() - LONGEST_TAIL);
            Matcher tail = TAIL.matcher(line.substring(from));
            if (tail.find()
                    && TAIL_SAYS_WHAT.matcher(tail.group()).find()
                    && from + tail.start() > 0
                    && !Character.isLetterOrDigit(line.charAt(from + tail.start() - 1))) {
                takenOut.add(tail.group().strip());
                lines.set(last, line.substring(0, from + tail.start()));
            }
        }

        private void note() {
            int first = firstFilled(0, 1);
            int last = firstFilled(lines.size() - 1, -1);
            for (int at = 0; at < lines.size(); at++) {
                String line = lines.get(at);
                if (line.length() > LONGEST || line.isBlank()) {
                    continue;
                }
                String bare = bare(line);
                boolean edge = at == first || at == last;
                boolean heading = MARKDOWN.matcher(line).matches()
                        && !WHEN_OR_WHERE.matcher(bare).find();
                if (heading
                        || (A_MODEL.matcher(line).find()
                                && !SPEECH.matcher(line).find())
                        || (edge && NOTE.matcher(bare).matches())
                        || (edge && isRemark(bare))
                        || (at != first && isHeading(bare))) {
                    doubtful.add(line.strip());
                }
            }
        }

        /** What a writer says of the work, at either end of it. */
        private static boolean isRemark(String bare) {
            return !SPEECH.matcher(bare).find()
                    && (PERHAPS_LEAVE.matcher(bare).matches()
                            || (DONE.matcher(bare).matches()
                                    && speaksOfTheWork(bare)
                                    && !OF_A_LIFE.matcher(bare).find()));
        }

        private int firstFilled(int from, int step) {
            int at = from;
            while (at >= 0 && at < lines.size()) {
                if (!lines.get(at).isBlank()) {
                    return at;
                }
                at += step;
            }
            return -1;
        }
    }
}
