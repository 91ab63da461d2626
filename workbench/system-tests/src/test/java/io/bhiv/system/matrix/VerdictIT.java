package io.bhiv.system.matrix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.bhiv.rules.FixedFault;
import io.bhiv.rules.FixedFault.Area;
import io.bhiv.stage.layout.Place;
import io.bhiv.stage.process.ServiceProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * The verdict of the InsightFlow page during each fault: ten seconds after it, and for {@code -Dfault.matrix.verdict=PT5S} from then on, it
 * is never OK. A page that does not answer says nothing. A frozen service and a frozen page are in the suite, in a browser.
 */
@EnabledIfSystemProperty(named = "fault.matrix.verdict", matches = "PT.+")
@Tag("faults")
class VerdictIT {

    private static final Duration WATCHED = Duration.parse(System.getProperty("fault.matrix.verdict", "PT0S"));
    private static final Duration LATEST = Duration.ofSeconds(10);
    private static final String LOOP = "loop ";
    private static final Duration RECOVERY = Duration.ofMinutes(3);
    private static final long SEED = Long.getLong("fault.seed", System.nanoTime());

    private final List<String> breaches = new ArrayList<>();

    /** What a fault does; it ends with the returned action. */
    private interface Fault {
        Runnable begin() throws SQLException;
    }

    @Test
    @FixedFault(
            area = Area.TRUTH,
            fault = "a consumer that waited for a lock in its database left the verdict OK for half a minute",
            now =
                    "a batch of more than five seconds is reported at once; of all faults none leaves an OK later than ten seconds after it")
    void noFaultLeavesTheVerdictOk() throws Exception {
        try (WholeSystem system = WholeSystem.atWork(SEED);
                HttpClient http = HttpClient.newHttpClient()) {
            Page page = new Page(http, system.service(Place.CORE));
            for (Place place : Place.services()) {
                ServiceProcess service = system.service(place);
                during(place.label() + " killed", page, () -> {
                    service.kill();
                    return service::start;
                });
            }
            during("Kafka stopped", page, () -> {
                system.stage().kafka().stop();
                return system.stage().kafka()::start;
            });
            during("PostgreSQL stopped", page, () -> {
                system.stage().postgres().stop();
                return system.stage().postgres()::start;
            });
            during("Redis stopped", page, () -> {
                system.stage().redis().stop();
                return system.stage().redis()::start;
            });
            during("consumer of core-sync-results stuck", page, () -> locked(system, "core.synced_update"));
            during("consumer of core-updates stuck", page, () -> locked(system, "bucket.object"));
            during(LOOP + "core-deliveries silent", page, () -> locked(system, "core.delivery"));
        }
        assertThat(breaches).isEmpty();
    }

    private void during(String fault, Page page, Fault injected) throws SQLException {
        await("OK before " + fault).atMost(RECOVERY).until(() -> page.verdict().equals("ok"));
        long begun = System.nanoTime();
        Runnable end = injected.begin();
        long lastOk = begun;
        String seen = "";
        try {
            while (System.nanoTime() - begun < LATEST.plus(WATCHED).toNanos()) {
                String verdict = page.verdict();
                if (verdict.equals("ok")) {
                    lastOk = System.nanoTime();
                } else {
                    seen = verdict + ": " + page.sentence();
                }
                WholeSystem.letRun(Duration.ofMillis(200));
            }
        } finally {
            end.run();
        }
        Duration ok = Duration.ofNanos(lastOk - begun);
        String row = "%s: last OK after %.1f s, then %s".formatted(fault, ok.toMillis() / 1000.0, seen);
        System.out.println("  " + row);
        // A loop that is silent must be the cause, and not what else a lock holds up.
        boolean told = !fault.startsWith(LOOP) || seen.contains(fault.substring(LOOP.length(), fault.lastIndexOf(' ')));
        if (ok.compareTo(LATEST) > 0 || !told) {
            breaches.add(row);
        }
    }

    private static Runnable locked(WholeSystem system, String table) throws SQLException {
        Connection connection = system.stage().postgres().dataSource().getConnection();
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            statement.execute("LOCK TABLE " + table + " IN ACCESS EXCLUSIVE MODE");
        }
        return () -> {
            try (connection) {
                connection.rollback();
            } catch (SQLException failure) {
                throw new AssertionError("The lock was not given back", failure);
            }
        };
    }

    /** The page's figures. */
    private static final class Page {

        private final HttpClient http;
        private final ServiceProcess core;
        private String sentence = "";

        Page(HttpClient http, ServiceProcess core) {
            this.http = http;
            this.core = core;
        }

        /** {@code ok}, {@code degraded}, {@code down}, or {@code none} where there is no answer. */
        String verdict() {
            try {
                HttpResponse<String> answer = http.send(
                        HttpRequest.newBuilder(URI.create(
                                        core.uri("/api/v1/insight/summary").toString()))
                                .timeout(Duration.ofSeconds(2))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
                if (answer.statusCode() != 200) {
                    sentence = "the page answers " + answer.statusCode();
                    return "none";
                }
                JsonNode summary = new com.fasterxml.jackson.databind.ObjectMapper().readTree(answer.body());
                sentence = summary.path("sentence").asText();
                return summary.path("verdict").asText().toLowerCase(java.util.Locale.ROOT);
            } catch (IOException none) {
                sentence = "the page does not answer";
                return "none";
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
                throw new AssertionError(stopped);
            }
        }

        String sentence() {
            return sentence;
        }
    }
}
