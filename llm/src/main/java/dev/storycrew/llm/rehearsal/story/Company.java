package dev.storycrew.llm.rehearsal.story;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The people of a book: the bible's or, if it has none, those the outline names; never fewer than two. */
final class Company {
    private static final int MIN_PEOPLE = 2;
    private static final Pattern CAPITALISED = Pattern.compile(
            "(?:(?<before>\\p{Ll}[\\p{L}']*) )?(?<name>\\p{Lu}\\p{Ll}+(?: \\p{Lu}\\p{Ll}+)?)(?: (?<after>\\p{L}+))?");
    private static final Pattern HAN_NAME = Pattern.compile(
            "(?:^|[，。！？；、和与跟给向对替把])([王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦方白邹孟熊秦邱江尹薛段雷侯龙陶黎贺顾毛郝龚邵万钱严戴莫孔向汤]\\p{IsHan}{1,2}?)(?=[在回来去把给和与为听看发收走站知终没从被向对要想找问说带拿])");
    private static final Set<String> PLACES_BEFORE =
            Set.of("in", "at", "to", "from", "on", "of", "near", "for", "the", "a");

    private Company() {}

    static List<Person> of(Request request, Stock stock, Dice dice, Outline outline) {
        List<Person> people = new ArrayList<>();
        for (String line : request.characters()) {
            String[] parts = line.split(" \\| ");
            // A request may come from anywhere: two lines may bear one name.
            if (parts.length > 0
                    && !parts[0].isBlank()
                    && people.stream().noneMatch(known -> known.isCalled(parts[0]))) {
                people.add(Person.of(
                        parts[0].strip(), part(parts, "role"), part(parts, "motivation"), part(parts, "voice"), stock));
            }
        }
        if (people.size() < MIN_PEOPLE) {
            named(request, stock, outline).stream()
                    .filter(name ->
                            people.stream().noneMatch(person -> person.name().startsWith(name)))
                    .forEach(name -> people.add(Person.of(name, "", "", "", stock)));
        }
        for (String name : dice.shuffled(stock.phrases("invented names"), request.book(), "names")) {
            if (people.size() >= MIN_PEOPLE) {
                break;
            }
            if (people.stream().noneMatch(person -> person.isCalled(name))) {
                people.add(Person.of(name, "", "", "", stock));
            }
        }
        return people;
    }

    private static String part(String[] parts, String name) {
        for (String part : parts) {
            if (part.startsWith(name + ": ")) {
                return part.substring(name.length() + 2).strip();
            }
        }
        return "";
    }

    /** Names in the outline, by where they stand. */
    private static Set<String> named(Request request, Stock stock, Outline outline) {
        Set<String> names = new LinkedHashSet<>();
        List<String> texts = new ArrayList<>(outline.sentences(request.value("Chapter", "Summary")));
        texts.addAll(request.goals());
        for (String text : texts) {
            if (stock.chinese()) {
                Matcher name = HAN_NAME.matcher(text);
                while (name.find()) {
                    names.add(name.group(1));
                }
            } else {
                Matcher name = CAPITALISED.matcher(text);
                for (int from = 0; name.find(from); from = name.end("name")) {
                    String before = name.group("before");
                    String after = name.group("after");
                    boolean acts = after != null && outline.hasVerb("x " + after);
                    boolean place = before != null && PLACES_BEFORE.contains(before.toLowerCase(java.util.Locale.ROOT));
                    boolean common = stock.phrases("no names")
                            .contains(name.group("name").split(" ")[0]);
                    if (!common && !place && (before != null || acts)) {
                        names.add(name.group("name"));
                    }
                }
            }
        }
        return names;
    }
}
