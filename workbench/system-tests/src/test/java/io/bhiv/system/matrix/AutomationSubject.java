package io.bhiv.system.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.bhiv.stage.layout.Place;
import io.bhiv.stage.process.ServiceProcess;
import io.bhiv.system.fault.FaultStage;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;

/** A job due every second whose calls are counted: each due time has its row, and none is run twice. */
final class AutomationSubject implements Subject {

    private static final String DUE = "SELECT due_at::text FROM automation.run WHERE job = 'tick'";

    private final FaultStage stage;
    private final HttpServer target;
    private final Map<String, Integer> calls = new ConcurrentHashMap<>();
    private final Map<String, Integer> repeated = new ConcurrentHashMap<>();

    AutomationSubject(FaultStage stage) throws IOException {
        this.stage = stage;
        this.target = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
        target.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        target.createContext("/", exchange -> {
            calls.merge(key(exchange), 1, Integer::sum);
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        target.createContext("/again", exchange -> {
            boolean first = repeated.merge(key(exchange), 1, Integer::sum) == 1;
            exchange.sendResponseHeaders(first ? 503 : 204, -1);
            exchange.close();
        });
        target.start();
    }

    private static String key(HttpExchange exchange) {
        return String.valueOf(exchange.getRequestHeaders().getFirst("Idempotency-Key"));
    }

    /** Written before the service starts. */
    Path jobs(Path folder) throws IOException {
        return Files.writeString(
                folder.resolve("config.json"), """
                {"jobs":[{"name":"tick","trigger":{"type":"interval","value":"PT1S"},"policies":{"retry":{"attempts":1}},
                  "actions":[{"type":"http","url":"http://127.0.0.1:%d/tick"}]}]}""".formatted(target.getAddress().getPort()));
    }

    /** The same, and a job whose first call is refused, so that there are always runs that wait for their second. */
    Path jobsThatWait(Path folder) throws IOException {
        return Files.writeString(
                folder.resolve("config.json"), """
                {"jobs":[{"name":"tick","trigger":{"type":"interval","value":"PT1S"},"policies":{"overlap":"allow","retry":{"attempts":1}},
                  "actions":[{"type":"http","url":"http://127.0.0.1:%1$d/tick"}]},
                 {"name":"again","trigger":{"type":"interval","value":"PT0.5S"},
                  "policies":{"overlap":"allow","retry":{"attempts":3,"backoff":"PT5S","cap":"PT5S"}},
                  "actions":[{"type":"http","url":"http://127.0.0.1:%1$d/again"}]}]}""".formatted(target.getAddress().getPort()));
    }

    /** Due times of runs that one replica began and another one ended. */
    Set<String> handedOver() {
        return stage.column(
                "SELECT due_at::text FROM automation.run WHERE job = 'again' AND epoch > 1 AND state = 'succeeded'");
    }

    /** Keys of calls that were made although they had been answered. */
    Set<String> calledTooOften() {
        Set<String> often = new HashSet<>();
        repeated.forEach((key, times) -> {
            if (times > 2) {
                often.add(key);
            }
        });
        return often;
    }

    @Override
    public Place place() {
        return Place.AUTOMATION;
    }

    /** Its work is made by the clock. */
    @Override
    public void begin(List<ServiceProcess> replicas, long seed) {
        assertThat(replicas).isNotEmpty();
    }

    @Override
    public int progress() {
        return calls.size();
    }

    @Override
    public void close() {
        assertThat(calls).isNotEmpty();
    }

    /** The job never ends; what was due ten seconds ago has. */
    @Override
    public void assertDrained() {
        assertThat(stage.column(
                        DUE + " AND state IN ('due', 'waiting', 'running') AND due_at < now() - interval '10 s'"))
                .isEmpty();
        assertThat(stage.column(DUE + " AND due_at > now() - interval '5 s'")).isNotEmpty();
    }

    @Override
    public Findings findings() {
        target.stop(0);
        Set<String> leftOut = stage.column(
                "SELECT due_at::text FROM (SELECT due_at, due_at - lag(due_at) OVER (ORDER BY due_at) AS gap"
                        + " FROM automation.run WHERE job = 'tick') AS due WHERE gap <> interval '1 s'");
        Set<String> breaches = new HashSet<>();
        leftOut.forEach(due -> breaches.add("a due time was left out before " + due));
        Set<String> twice = new HashSet<>();
        calls.forEach((key, times) -> {
            if (times > 1) {
                twice.add(key);
            }
        });
        Set<String> due = stage.column(DUE);
        return new Findings(due.size(), due, due, due, twice, breaches, 0, 0);
    }
}
