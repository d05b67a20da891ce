package dev.storycrew.cli.cases;

import dev.storycrew.core.story.Stage;
import dev.storycrew.fakeprovider.FakeRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Answers sensibly: plans of two scenes, prose of a hundred words a scene, reports that pass. A book may have an oddity, which
 * changes its answers. Each stage has a model of its own, {@code plan-model} and so on.
 */
final class SensibleModel implements Function<FakeRequest, String> {
    private static final Pattern FIRST_LINE = Pattern.compile("CHAPTER (\\S+)/(\\d+) ATTEMPT (\\d+)");
    private static final Pattern LAST_LINE = Pattern.compile("SCENES: ([0-9,]+)$");
    private static final int WORDS = 90;

    private static final List<String> PEOPLE = List.of("Mara", "Ole", "She", "He");
    private static final List<String> ACTS = words(
            "carried,counted,opened,watched,mended,folded,weighed,copied,buried,lit,sold,found,washed,"
                    + "measured,painted,lifted,ignored,hid,borrowed,broke,sorted,followed,paid for,remembered,wrapped,drew");
    private static final List<String> KINDS =
            words("red,narrow,copper,empty,wet,foreign,heavy,patched,bitter,crooked,silent,borrowed,green,torn,"
                    + "polished,hollow,salted,blue,warm,slow,bent,spare,yellow,round,dusty,frozen");
    private static final List<String> THINGS =
            words("lamp,boat,ledger,gull,rope,kettle,map,coat,stair,bell,oar,letter,crate,window,fence,"
                    + "candle,hammer,basket,mirror,glove,ladder,barrel,clock,apple,wheel,net");
    private static final List<String> PLACES =
            words("under the pier,behind the mill,at the ford,beside the chapel,near the quarry,above the"
                    + " harbour,inside the barn,along the dyke,before the gate,past the orchard,outside the inn,below the cliff,across the yard,within the"
                    + " tower,around the well,off the main road,by the ferry,in the cellar,on the slipway,over the lock,up the hill,down the lane,against the"
                    + " wall,between the sheds,amid the reeds,beyond the mole");
    private static final List<String> ZH_PEOPLE = List.of("林默", "阿青", "她", "他");
    private static final List<String> ZH_ACTS =
            words("拎起,数过,推开,望着,修补,叠好,称量,抄下,埋掉,点亮,卖掉,找到,洗净,量出,漆好,举起,忽略,藏起,借来,打碎,理清,跟随,付清,记得,裹住,画出");
    private static final List<String> ZH_KINDS =
            words("红色,狭窄,铜制,空荡,潮湿,陌生,沉重,破旧,苦涩,弯曲,沉默,借来,绿色,撕裂,光亮,中空,咸味,蓝色,温热,迟缓,变形,备用,黄色,圆形,落灰,结冰");
    private static final List<String> ZH_THINGS =
            words("灯笼,小船,账册,海鸥,绳索,水壶,地图,外套,台阶,铜钟,船桨,书信,木箱,窗子,篱笆,蜡烛,锤子,篮子,镜子,手套,梯子,木桶,时钟,苹果,轮子,渔网");
    private static final List<String> ZH_PLACES = words(
            "码头下,磨坊后,浅滩边,教堂旁,采石场,港口上,谷仓里,堤岸边,大门前,果园外,客栈外,悬崖下,院子里,塔楼内,水井旁,大路边,渡口处,地窖中,船台上,水闸边,山坡上,小巷中,墙根下,棚屋间,芦苇丛,防波堤");

    private final Map<String, Oddity> oddities;
    private final Queue<Asked> requests = new ConcurrentLinkedQueue<>();

    /** @param oddities by book */
    SensibleModel(Map<String, Oddity> oddities) {
        this.oddities = oddities;
    }

    /** What a book's model answers instead. */
    interface Oddity {
        String answer(Asked asked, String sensible);
    }

    /**
     * A request.
     *
     * @param again true if it is asked for the second time, after a broken answer
     */
    record Asked(
            String book,
            int chapter,
            int attempt,
            Stage stage,
            List<Integer> scenes,
            boolean again,
            FakeRequest request) {
        boolean isText() {
            return stage == Stage.WRITE || stage == Stage.EDIT;
        }

        String all() {
            return request.system() + "\n"
                    + request.messages().stream().map(FakeRequest.Message::text).collect(Collectors.joining("\n"));
        }

        private boolean isChinese() {
            return all().contains("Language: zh");
        }
    }

    @Override
    public String apply(FakeRequest request) {
        Asked asked = asked(request);
        requests.add(asked);
        Oddity oddity = oddities.getOrDefault(asked.book(), (same, sensible) -> sensible);
        return oddity.answer(asked, sensible(asked));
    }

    /** What a book's stage was sent about a chapter, in order. */
    List<Asked> sent(String book, int chapter, Stage stage) {
        return requests.stream()
                .filter(asked -> asked.book().equals(book) && asked.chapter() == chapter && asked.stage() == stage)
                .toList();
    }

    /** A request of which a server has dropped the beginning is still of some stage, but of no book. */
    private static Asked asked(FakeRequest request) {
        Matcher first = FIRST_LINE.matcher(request.user());
        boolean whole = first.find();
        Matcher last = LAST_LINE.matcher(request.user());
        List<Integer> scenes = last.find()
                ? Stream.of(last.group(1).split(",")).map(Integer::valueOf).toList()
                : List.of();
        return new Asked(
                whole ? first.group(1) : "",
                whole ? Integer.parseInt(first.group(2)) : 1,
                whole ? Integer.parseInt(first.group(3)) : 0,
                Stage.valueOf(request.model().replace("-model", "").toUpperCase(Locale.ROOT)),
                scenes,
                request.messages().size() > 1,
                request);
    }

    private static String sensible(Asked asked) {
        return switch (asked.stage()) {
            case PLAN -> plan(asked.chapter());
            case WRITE, EDIT -> scenes(asked, asked.isChinese());
            case JUDGE -> report(8, true, "");
            case BIBLE -> "{\"summary\":\"Somebody went on to house %s.\",\"relied_on\":[]}".formatted(asked.chapter());
        };
    }

    private static String plan(int chapter) {
        return "{\"scenes\":[{\"scene_number\":1,\"purpose\":\"They reach house %1$s.\",\"target_words\":100},"
                        .formatted(chapter)
                + "{\"scene_number\":2,\"purpose\":\"They leave house %1$s by night.\",\"target_words\":100}]}"
                        .formatted(chapter);
    }

    /** The wanted scenes in the form that is asked for. */
    static String scenes(Asked asked, boolean chinese) {
        return asked.scenes().stream()
                .map(scene -> "=== SCENE " + scene + " ===\n"
                        + prose(chinese, asked.book() + asked.chapter() + scene + asked.attempt()))
                .collect(Collectors.joining("\n\n"));
    }

    /** A report whose scores are all the same. */
    static String report(int score, boolean passed, String issues) {
        return ("{\"scores\":{\"continuity\":%1$s,\"pacing\":%1$s,\"character_motivation\":%1$s,\"genre_fulfillment\":%1$s,"
                        + "\"prose\":%1$s,\"hook\":%1$s,\"clue_fairness\":%1$s},\"hard_fail\":{\"safety_pass\":true,"
                        + "\"continuity_conflicts\":[]},\"passed\":%2$s,\"issues\":[%3$s]}")
                .formatted(score, passed, issues);
    }

    /** A hundred words that no other seed has in this order. */
    static String prose(boolean chinese, String seed) {
        Random dice = new Random(seed.hashCode());
        List<String> sentences = new ArrayList<>();
        for (int words = 0; words < WORDS; words += chinese ? 13 : 12) {
            sentences.add(
                    chinese
                            ? "%s%s%s的%s，在%s。"
                                    .formatted(
                                            one(ZH_PEOPLE, dice),
                                            one(ZH_ACTS, dice),
                                            one(ZH_KINDS, dice),
                                            one(ZH_THINGS, dice),
                                            one(ZH_PLACES, dice))
                            : "%s %s the %s %s and a %s %s %s."
                                    .formatted(
                                            one(PEOPLE, dice),
                                            one(ACTS, dice),
                                            one(KINDS, dice),
                                            one(THINGS, dice),
                                            one(KINDS, dice),
                                            one(THINGS, dice),
                                            one(PLACES, dice)));
        }
        return String.join(chinese ? "" : " ", sentences);
    }

    private static String one(List<String> of, Random dice) {
        return of.get(dice.nextInt(of.size()));
    }

    private static List<String> words(String all) {
        return List.of(all.split(","));
    }
}
