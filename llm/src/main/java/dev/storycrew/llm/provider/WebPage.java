package dev.storycrew.llm.provider;

import java.util.Locale;
import java.util.regex.Pattern;

/** A web page where a model's answer should be: what proxies, login pages and wrong addresses answer with. */
final class WebPage {
    static final String WORDS =
            "a web page answered, not the provider; a proxy or a login page is in between, or the base-url is wrong";

    private static final Pattern START =
            Pattern.compile("\\A\\uFEFF?\\s*<(!doctype|html|head|body|\\?xml|!--|h1|title|center)");

    private WebPage() {}

    static boolean is(String body) {
        return START.matcher(body.substring(0, Math.min(body.length(), 500)).toLowerCase(Locale.ROOT))
                .lookingAt();
    }
}
