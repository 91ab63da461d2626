package io.bhiv.core.lines;

import io.bhiv.kit.lines.JsonLine;
import io.bhiv.kit.lines.LineLog;
import io.bhiv.kit.lines.LineLogs;
import io.bhiv.kit.lines.RotationPolicy;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.function.Supplier;

/**
 * The three logs of the core bridge as JSON lines: {@code logs/core_sync.log} (one line per synced update),
 * {@code logs/metrics.jsonl} (figures, every ten seconds), {@code insight/flow.log} (deliveries and changes of
 * health). They hold ids, names of modules, times and outcomes, never content.
 */
@ApplicationScoped
public class CoreLines {

    private final LineLog sync;
    private final LineLog metrics;
    private final LineLog flow;
    private final Clock clock;

    CoreLines(LinesConfig config, Clock clock, LineLogs logs) {
        this.clock = clock;
        this.sync = open("core_sync", config.home().resolve("logs/core_sync.log"), config, logs);
        this.metrics = open("metrics", config.home().resolve("logs/metrics.jsonl"), config, logs);
        this.flow = open("flow", config.home().resolve("insight/flow.log"), config, logs);
    }

    /** Lines about updates that were synced. */
    public <T> void sync(List<T> items, java.util.function.Function<T, JsonLine> line) {
        var now = clock.instant();
        items.forEach(item -> sync.offer(() -> line.apply(item).at(now)));
    }

    public void metrics(JsonLine line) {
        offer(metrics, line);
    }

    public void flow(JsonLine line) {
        offer(flow, line);
    }

    private void offer(LineLog log, JsonLine line) {
        var now = clock.instant();
        Supplier<String> rendered = () -> line.at(now);
        log.offer(rendered);
    }

    private static LineLog open(String name, Path path, LinesConfig config, LineLogs logs) {
        RotationPolicy policy = new RotationPolicy(config.maxSize().asLongValue(), config.maxAge(), config.keep());
        return logs.open(LineLog.Settings.of(name, config.queue()), path, policy, "bridge.core.log.dropped");
    }
}
