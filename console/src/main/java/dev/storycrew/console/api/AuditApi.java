package dev.storycrew.console.api;

import dev.storycrew.console.read.ResultShelf;
import dev.storycrew.console.web.Asked;
import dev.storycrew.console.web.Endpoints;
import dev.storycrew.core.event.OperatorCommand;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** {@code /api/audit}: what operators did to chapters, books and dead letters, the last first, and what came of it. */
public final class AuditApi implements Endpoints {
    private final ResultShelf results;

    record Row(
            String id,
            long at,
            String who,
            String kind,
            String target,
            @Nullable String level,
            List<Integer> scenes,
            @Nullable String note,
            String result,
            @Nullable String effect,
            String position) {}

    public AuditApi(ResultShelf results) {
        this.results = results;
    }

    @Override
    public void register(Routes routes) {
        routes.get("/api/audit", this::list);
    }

    private ListPage<Row> list(Asked asked) {
        String who = asked.parameter("who").orElse(null);
        String kind = asked.parameter("kind").orElse(null);
        int limit = asked.limit();
        String question = "audit " + who + " " + kind;
        String after = PageCursor.read(question, asked.after());
        List<Row> all = results.latest().stream()
                .map(AuditApi::row)
                .filter(row -> who == null || row.who.equals(who))
                .filter(row -> kind == null || row.kind.equals(kind))
                .toList();
        int from = 0;
        if (after != null) {
            while (from < all.size() && !all.get(from).id.equals(after)) {
                from++;
            }
            from = Math.min(all.size(), from + 1);
        }
        List<Row> page = all.subList(from, Math.min(all.size(), from + limit));
        return new ListPage<>(
                page, from + limit < all.size() ? PageCursor.of(question, page.get(page.size() - 1).id) : null);
    }

    private static Row row(ResultShelf.Entry entry) {
        OperatorCommand command = entry.result().command();
        return new Row(
                command.id(),
                command.at(),
                command.who(),
                command.kind().name().toLowerCase(Locale.ROOT),
                command.target(),
                command.level(),
                List.copyOf(command.scenes()),
                command.note(),
                entry.result().verdict().name(),
                entry.result().explanation(),
                entry.position().id());
    }
}
