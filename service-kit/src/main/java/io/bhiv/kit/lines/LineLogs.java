package io.bhiv.kit.lines;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** The logs of a service: opened here, visible in health and metrics, and flushed at shutdown. */
@ApplicationScoped
public class LineLogs {

    private final Clock clock;
    private final MeterRegistry meters;
    private final List<LineLog> open = new CopyOnWriteArrayList<>();

    LineLogs(Clock clock, MeterRegistry meters) {
        this.clock = clock;
        this.meters = meters;
    }

    /**
     * Starts a log.
     *
     * @param metric name of the counter of dropped lines; its label {@code log} is the log's name
     */
    public LineLog open(LineLog.Settings settings, Path path, RotationPolicy policy, String metric) {
        Counter dropped = Counter.builder(metric)
                .description("Log lines lost to a full queue or a full disk")
                .tag("log", settings.name())
                .register(meters);
        LineLog log = new LineLog(settings, new RotatingFile(path, policy, clock), dropped::increment).start();
        Path folder = path.toAbsolutePath().getParent();
        DiskRoom.show(meters, settings.name(), folder == null ? path : folder);
        open.add(log);
        return log;
    }

    List<LineLog> all() {
        return open;
    }

    @PreDestroy
    void close() {
        open.forEach(LineLog::close);
    }
}
