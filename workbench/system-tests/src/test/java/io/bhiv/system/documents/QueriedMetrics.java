package io.bhiv.system.documents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bhiv.stage.layout.Place;
import io.bhiv.system.StackUnderTest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What alerts, the dashboard and the autoscaler ask of our metrics, held against what services that have worked really show. */
public final class QueriedMetrics {

    /** Counted every fifteen seconds, some of them. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final Path DEPLOY = StackUnderTest.projectRoot().resolve("deploy");
    private static final Pattern EXPRESSION = Pattern.compile("^\\s*\"?(?:expr|query)\"?: (.*?),?$", Pattern.MULTILINE);
    private static final Pattern SELECTOR = Pattern.compile("\\b(bridge_[a-z0-9_]+)(?:\\{([^}]*)})?");
    private static final Pattern MATCHER = Pattern.compile("(\\w+)\\s*(=~|!~|!=|=)\\s*\"([^\"]*)\"");
    private static final Pattern GROUPING = Pattern.compile("\\bby \\(([^)]*)\\)");
    private static final Pattern SERIES = Pattern.compile("^(bridge_[a-z0-9_]+)(?:\\{(.*)})? \\S+$");
    private static final Pattern LABEL = Pattern.compile("(\\w+)=\"([^\"]*)\"");

    /** Labels that Prometheus adds. */
    private static final Set<String> OF_THE_SCRAPE = Set.of("instance", "job");

    private QueriedMetrics() {}

    private record Series(String name, Map<String, String> labels) {}

    private record Condition(String label, String operator, String value) {

        boolean holds(Map<String, String> labels) {
            String found = labels.get(label);
            return found != null
                    && switch (operator) {
                        case "=" -> found.equals(value);
                        case "!=" -> !found.equals(value);
                        case "=~" -> found.matches(value);
                        case "!~" -> !found.matches(value);
                        // The pattern knows no other.
                        default -> throw new IllegalStateException(operator);
                    };
        }
    }

    /** A metric as one expression asks for it. */
    record Asked(String metric, List<Condition> conditions, Set<String> grouping, String expression) {

        private boolean isAnswered(List<Series> scrape) {
            return scrape.stream()
                    .filter(series -> series.name().equals(metric))
                    .anyMatch(series -> conditions.stream().allMatch(condition -> condition.holds(series.labels()))
                            && series.labels().keySet().containsAll(grouping));
        }
    }

    /** Asserts that everything asked for is there, with its labels. */
    public static void assertAreShownBy(StackUnderTest stack) throws IOException {
        List<Asked> asked = asked();
        assertThat(asked).extracting(Asked::metric).contains("bridge_ready", "bridge_backlog_parked");
        await().atMost(PATIENCE).pollInterval(Duration.ofSeconds(1)).untilAsserted(() -> {
            List<Series> scrape = scrape(stack);
            assertThat(asked)
                    .as("asked for by deploy/, and in no scrape")
                    .filteredOn(one -> !one.isAnswered(scrape))
                    .isEmpty();
        });
    }

    static List<Asked> asked() throws IOException {
        List<Asked> asked = new ArrayList<>();
        for (Path file : files()) {
            Matcher expressions = EXPRESSION.matcher(Files.readString(file).replace("\\\"", "\""));
            while (expressions.find()) {
                asked.addAll(asked(expressions.group(1)));
            }
        }
        return asked;
    }

    private static List<Asked> asked(String expression) {
        Set<String> grouping = GROUPING.matcher(expression)
                .results()
                .flatMap(group -> Stream.of(group.group(1).split(",", -1)))
                .map(String::strip)
                .filter(label -> !OF_THE_SCRAPE.contains(label))
                .collect(Collectors.toSet());
        return SELECTOR.matcher(expression)
                .results()
                .map(selector -> new Asked(selector.group(1), conditions(selector.group(2)), grouping, expression))
                .toList();
    }

    private static List<Condition> conditions(@Nullable String matchers) {
        return matchers == null
                ? List.of()
                : MATCHER.matcher(matchers)
                        .results()
                        .map(one -> new Condition(one.group(1), one.group(2), one.group(3)))
                        .toList();
    }

    private static List<Path> files() throws IOException {
        try (Stream<Path> dashboards = Files.list(DEPLOY.resolve("observability/grafana/dashboards"))) {
            return Stream.concat(
                            Stream.of(
                                    DEPLOY.resolve("observability/alerts.yaml"),
                                    DEPLOY.resolve("kubernetes/base/autoscaling.yaml")),
                            dashboards)
                    .toList();
        }
    }

    private static List<Series> scrape(StackUnderTest stack) throws IOException, InterruptedException {
        List<Series> scrape = new ArrayList<>();
        try (HttpClient client = HttpClient.newHttpClient()) {
            for (Place place : Place.services()) {
                String text = client.send(
                                HttpRequest.newBuilder(URI.create(stack.url(place) + "/q/metrics"))
                                        .timeout(PATIENCE)
                                        .build(),
                                BodyHandlers.ofString())
                        .body();
                text.lines()
                        .map(SERIES::matcher)
                        .filter(Matcher::matches)
                        .map(line -> new Series(line.group(1), labels(line.group(2))))
                        .forEach(scrape::add);
            }
        }
        return scrape;
    }

    private static Map<String, String> labels(@Nullable String text) {
        Map<String, String> labels = new HashMap<>();
        if (text != null) {
            LABEL.matcher(text).results().forEach(label -> labels.put(label.group(1), label.group(2)));
        }
        return labels;
    }
}
