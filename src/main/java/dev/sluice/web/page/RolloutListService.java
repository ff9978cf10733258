package dev.sluice.web.page;

import dev.sluice.kubernetes.StoredRollout;
import dev.sluice.view.RolloutDisplay;
import dev.sluice.web.access.UserContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Makes the list of rollouts. A row is made once for everybody, and again when its rollout changes. */
@ApplicationScoped
class RolloutListService {
    /** Rows on one page: as many as someone reads, and few enough for a slow laptop. */
    private static final int ROWS = 50;

    private final RolloutReadModel readModel;
    private final ConcurrentMap<String, Made> rows = new ConcurrentHashMap<>();

    RolloutListService(RolloutReadModel readModel) {
        this.readModel = readModel;
    }

    RolloutListPage of(Filter filter, UserContext user) {
        List<Made> readable = user.readable(
                readModel.rollouts().stream().map(this::made).toList(),
                made -> made.picture().namespace());
        List<Made> found = readable.stream()
                .filter(made -> filter.has(made.picture()))
                .sorted(Comparator.comparing(Made::picture, RolloutDisplay.BY_URGENCY))
                .toList();
        int pages = Math.max(1, Math.ceilDiv(found.size(), ROWS));
        int page = Math.min(filter.page(), pages);
        List<Made> here = found.subList((page - 1) * ROWS, Math.min(page * ROWS, found.size()));
        return new RolloutListPage(
                readModel.ready(),
                user.readsAll(),
                filter.at(page),
                lines(here),
                found.size(),
                readable.size(),
                namespaces(readable, filter),
                pages,
                left(filter, user));
    }

    private List<String> left(Filter filter, UserContext user) {
        Map<String, Long> counts = user.readable(readModel.left(), namespace -> namespace).stream()
                .filter(namespace ->
                        filter.namespace().isEmpty() || filter.namespace().equals(namespace))
                .collect(Collectors.groupingBy(namespace -> namespace, TreeMap::new, Collectors.counting()));
        return counts.entrySet().stream()
                .map(one -> "Of namespace " + one.getKey() + " " + one.getValue()
                        + " more are not shown, since it has more than the dashboard keeps: kubectl -n " + one.getKey()
                        + " get rollouts")
                .toList();
    }

    /** The one that was asked for is among them even when nothing is in it: what holds is shown. */
    private static List<String> namespaces(List<Made> readable, Filter filter) {
        return Stream.concat(
                        Stream.of(filter.namespace()),
                        readable.stream().map(made -> made.picture().namespace()))
                .filter(namespace -> !namespace.isEmpty())
                .distinct()
                .sorted()
                .toList();
    }

    PageUpdates feed(Filter filter, UserContext user, String seen) {
        return new ListUpdates(
                readModel::version,
                () -> of(filter, user),
                listed -> Templates.summary(listed).render(),
                seen);
    }

    private Made made(StoredRollout rollout) {
        String version = String.valueOf(rollout.raw().getMetadata().getResourceVersion());
        Made known = rows.get(rollout.uid());
        if (known != null && known.version().equals(version)) {
            return known;
        }
        if (rows.size() > 2 * readModel.rollouts().size() + ROWS) {
            // Rows of rollouts that are gone.
            rows.clear();
        }
        RolloutDisplay display = RolloutDisplay.of(rollout, Instant.now());
        Made made = new Made(version, "r-" + rollout.uid(), display);
        rows.put(rollout.uid(), made);
        return made;
    }

    private static List<ListRow> lines(List<Made> rows) {
        List<ListRow> lines = new ArrayList<>();
        Group last = null;
        for (Made made : rows) {
            Group group = Group.of(made.picture());
            if (group != last) {
                lines.add(new ListRow(group.id(), Templates.heading(group).render()));
                last = group;
            }
            lines.add(new ListRow(made.id(), made.html()));
        }
        return lines;
    }

    /** Rollouts that belong together. */
    enum Group {
        Waiting("Waiting for a person"),
        Active("Under way"),
        Over("Finished");

        private final String label;

        Group(String label) {
            this.label = label;
        }

        public String label() {
            return label;
        }

        public String id() {
            return "g-" + name();
        }

        private static Group of(RolloutDisplay display) {
            return display.waits() ? Waiting : display.over() ? Over : Active;
        }
    }

    /** A rollout, and its row once somebody wanted to see it. */
    private static final class Made {
        private final String version;
        private final String id;
        private final RolloutDisplay display;
        private volatile String html = "";

        Made(String version, String id, RolloutDisplay display) {
            this.version = version;
            this.id = id;
            this.display = display;
        }

        String version() {
            return version;
        }

        String id() {
            return id;
        }

        RolloutDisplay picture() {
            return display;
        }

        String html() {
            if (html.isEmpty()) {
                html = Templates.row(id, display).render();
            }
            return html;
        }
    }
}
