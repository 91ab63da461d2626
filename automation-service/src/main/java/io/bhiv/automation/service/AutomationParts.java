package io.bhiv.automation.service;

import io.bhiv.automation.AutomationPipeline;
import io.bhiv.automation.engine.action.Actions;
import io.bhiv.automation.engine.action.Places;
import io.bhiv.automation.engine.action.RecordPublisher;
import io.bhiv.automation.engine.action.Secrets;
import io.bhiv.automation.engine.action.Web;
import io.bhiv.automation.engine.lease.Closings;
import io.bhiv.automation.engine.lease.InFlight;
import io.bhiv.automation.engine.lease.Leases;
import io.bhiv.automation.engine.ledger.Ledger;
import io.bhiv.automation.engine.read.JobFileReader;
import io.bhiv.automation.engine.reload.ConfigFile;
import io.bhiv.automation.engine.reload.JobBoard;
import io.bhiv.automation.engine.reload.Reloader;
import io.bhiv.automation.engine.report.ReportLimits;
import io.bhiv.automation.engine.report.Reports;
import io.bhiv.automation.engine.report.Witness;
import io.bhiv.automation.engine.run.Attempts;
import io.bhiv.automation.engine.run.Runner;
import io.bhiv.automation.service.config.AutomationConfig;
import io.bhiv.automation.service.config.Replica;
import io.bhiv.automation.service.config.ReportConfig;
import io.bhiv.automation.service.postgres.PostgresLedger;
import io.bhiv.kit.kafka.RecordSender;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Puts the service together. The classes themselves know no container, so the command line uses them as they are. */
final class AutomationParts {

    /** How long a run that was asked for, or freed, by another replica may lie before this one sees it. */
    private static final Duration LOOK_EVERY = Duration.ofMillis(200);

    private AutomationParts() {}

    /** A type of its own: a bean of the plain type would take the place of the container's. */
    record RunTimer(ScheduledExecutorService executor) {}

    @Produces
    @Singleton
    static Replica replica(AutomationConfig config) {
        return config.replica().map(Replica::called).orElseGet(Replica::ofThisProcess);
    }

    @Produces
    @Singleton
    static Ledger ledger(Pool pool, Replica replica, AutomationConfig config) {
        return new PostgresLedger(pool, replica.name(), config.lease());
    }

    @Produces
    @Singleton
    static JobBoard board(Ledger ledger) {
        return new JobBoard(ledger);
    }

    @Produces
    @Singleton
    static Reloader reloader(AutomationConfig config, JobBoard board, Clock clock) {
        return new Reloader(new ConfigFile(config.config()), new JobFileReader(Actions.SHIPPED), board, clock);
    }

    @Produces
    @Singleton
    static RunTimer timer() {
        ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().name("automation-timer").daemon().factory());
        // Nearly every time limit is cancelled: without this they would pile up until they run out.
        timer.setRemoveOnCancelPolicy(true);
        return new RunTimer(timer);
    }

    static void stop(@Disposes RunTimer timer) {
        timer.executor().shutdownNow();
    }

    @Produces
    @Singleton
    static Reports reports(ReportConfig config, Replica replica, Clock clock) {
        try {
            return Reports.open(
                    config.dir(),
                    replica.writer(),
                    new ReportLimits(config.largestFile().asLongValue(), config.keptFiles()),
                    clock);
        } catch (IOException unusable) {
            throw new UncheckedIOException(
                    "automation.reports.dir: no reports can be written to " + config.dir(), unusable);
        }
    }

    static void close(@Disposes Reports reports) {
        reports.close();
    }

    @Produces
    @Singleton
    static Witness witness(Reports reports, MeterRegistry meters) {
        return new Witness(reports, meters, line -> {});
    }

    @Produces
    @Singleton
    static Web web(Clock clock, AutomationConfig config) {
        return Web.open(clock, config.longestCall());
    }

    @Produces
    @Singleton
    static Secrets secrets() {
        return new Secrets(System::getenv);
    }

    @Produces
    @Singleton
    static RecordPublisher records(RecordSender sender) {
        return (topic, key, value, headers) -> {
            ProducerRecord<String, byte[]> record = new ProducerRecord<>(topic, key, value);
            headers.forEach((name, text) -> record.headers().add(name, text.getBytes(StandardCharsets.UTF_8)));
            return sender.send(record);
        };
    }

    @Produces
    @Singleton
    static Attempts.Means means(Web web, RecordPublisher records, Secrets secrets) {
        return new Attempts.Means(Places.of(System::getenv), web, records, secrets);
    }

    @Produces
    @Singleton
    static Runner runner(Attempts.Means means, Clock clock, RunTimer timer) {
        return new Runner(
                new Attempts(
                        Actions.SHIPPED,
                        means,
                        clock,
                        () -> ThreadLocalRandom.current().nextDouble(),
                        timer.executor()),
                timer.executor());
    }

    @Produces
    @Singleton
    static InFlight inFlight(AutomationConfig config, Ledger ledger, JobBoard board) {
        return new InFlight(config.concurrency(), LOOK_EVERY, new Closings(ledger, board));
    }

    @Produces
    @Singleton
    static AutomationPipeline pipeline(
            Ledger ledger, JobBoard board, Runner runner, InFlight inFlight, Witness witness) {
        return new AutomationPipeline(ledger, board, runner, inFlight, witness);
    }

    @Produces
    @Singleton
    static Leases leases(Ledger ledger, JobBoard board, Runner runner, InFlight inFlight, Witness witness) {
        return new Leases(ledger, board, runner, inFlight, witness);
    }
}
