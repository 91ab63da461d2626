package io.bhiv.automation;

import io.bhiv.automation.engine.action.ActionContext;
import io.bhiv.automation.engine.action.Actions;
import io.bhiv.automation.engine.action.HttpCaller;
import io.bhiv.automation.engine.action.Secrets;
import io.bhiv.automation.engine.action.ServiceAddresses;
import io.bhiv.automation.engine.ledger.FileLedger;
import io.bhiv.automation.engine.ledger.Ledger;
import io.bhiv.automation.engine.read.JobFileReader;
import io.bhiv.automation.engine.reload.ConfigFile;
import io.bhiv.automation.engine.reload.Reloader;
import io.bhiv.automation.engine.report.Reports;
import io.bhiv.automation.engine.report.RunReporter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.mutiny.Uni;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.UnaryOperator;

/** An engine on files in a folder, with a job file in force. */
public record LocalEngine(
        FileLedger file,
        Ledger ledger,
        Reports reports,
        ScheduledExecutorService timer,
        AutomationEngine engine,
        Reloader reloader)
        implements AutoCloseable {

    /**
     * Opens the files and puts the jobs in force.
     *
     * @param seen what the engine sees of the ledger
     */
    public static LocalEngine on(Path folder, String jobFile, UnaryOperator<Ledger> seen) throws IOException {
        Clock clock = Clock.systemUTC();
        FileLedger file = FileLedger.open(folder.resolve("ledger.jsonl"), clock, "r", Duration.ofSeconds(5));
        Ledger ledger = seen.apply(file);
        Reports reports = Reports.open(folder.resolve("reports"), "r", Reports.STANDARD, clock);
        ScheduledExecutorService timer = AutomationEngine.newTimer();
        AutomationEngine engine = AutomationEngine.on(
                ledger,
                Actions.SHIPPED,
                new ActionContext.Clients(
                        ServiceAddresses.of(name -> null),
                        HttpCaller.open(clock, Duration.ofSeconds(1)),
                        (topic, key, value, headers) -> Uni.createFrom().voidItem(),
                        new Secrets(name -> null)),
                new RunReporter(reports, new SimpleMeterRegistry(), line -> {}),
                clock,
                timer,
                10,
                Duration.ZERO);
        Path config = Files.writeString(folder.resolve("config.json"), jobFile);
        Reloader reloader = new Reloader(new ConfigFile(config), new JobFileReader(), engine.jobs(), clock);
        reloader.poll().await().atMost(Duration.ofSeconds(5));
        return new LocalEngine(file, ledger, reports, timer, engine, reloader);
    }

    @Override
    public void close() {
        timer.shutdownNow();
        reports.close();
        file.close();
    }
}
