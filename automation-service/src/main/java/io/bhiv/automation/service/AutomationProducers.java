package io.bhiv.automation.service;

import io.bhiv.automation.AutomationEngine;
import io.bhiv.automation.engine.action.ActionContext;
import io.bhiv.automation.engine.action.ActionContext.RecordPublisher;
import io.bhiv.automation.engine.action.Actions;
import io.bhiv.automation.engine.action.HttpCaller;
import io.bhiv.automation.engine.action.Secrets;
import io.bhiv.automation.engine.action.ServiceAddresses;
import io.bhiv.automation.engine.ledger.Entry;
import io.bhiv.automation.engine.ledger.Ledger;
import io.bhiv.automation.engine.read.JobFileReader;
import io.bhiv.automation.engine.reload.ConfigFile;
import io.bhiv.automation.engine.reload.Reloader;
import io.bhiv.automation.engine.report.Reports;
import io.bhiv.automation.engine.report.RunReporter;
import io.bhiv.automation.service.config.AutomationConfig;
import io.bhiv.automation.service.config.Replica;
import io.bhiv.automation.service.loops.TurnSchedule;
import io.bhiv.automation.service.postgres.PostgresLedger;
import io.bhiv.kit.insight.InsightEvents;
import io.bhiv.kit.insight.RareEvent;
import io.bhiv.kit.kafka.RecordSender;
import io.bhiv.kit.lines.DiskRoom;
import io.bhiv.kit.lines.NumberedFiles;
import io.bhiv.model.insight.InsightEvent.Kind;
import io.bhiv.model.insight.InsightEvent.Severity;
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
import org.apache.kafka.clients.producer.ProducerRecord;

/** Gives the engine what the service has: PostgreSQL, Kafka, metrics and configuration. */
final class AutomationProducers {

    private AutomationProducers() {}

    /** A type of its own: a bean of the plain type would replace the container's. */
    record RunTimer(ScheduledExecutorService executor) {}

    @Produces
    @Singleton
    static Replica replica(AutomationConfig config) {
        return config.replica().map(Replica::called).orElseGet(Replica::ofThisProcess);
    }

    @Produces
    @Singleton
    static Ledger ledger(Pool pool, Replica replica, AutomationConfig config, TurnSchedule turns) {
        return new PostgresLedger(pool, replica.name(), config.lease(), turns::soon);
    }

    @Produces
    @Singleton
    static RunTimer timer() {
        return new RunTimer(AutomationEngine.newTimer());
    }

    static void stop(@Disposes RunTimer timer) {
        timer.executor().shutdownNow();
    }

    @Produces
    @Singleton
    static Reports reports(AutomationConfig automation, Replica replica, MeterRegistry meters, Clock clock) {
        AutomationConfig.Reports config = automation.reports();
        DiskRoom.show(meters, "reports", config.dir());
        try {
            NumberedFiles.Limits limits =
                    new NumberedFiles.Limits(config.largestFile().asLongValue(), config.keptFiles());
            return Reports.open(config.dir(), replica.writer(), limits, clock);
        } catch (IOException unusable) {
            throw new UncheckedIOException(
                    "bridge.automation.reports.dir: no reports can be written to " + config.dir(), unusable);
        }
    }

    static void close(@Disposes Reports reports) {
        reports.close();
    }

    @Produces
    @Singleton
    static HttpCaller http(Clock clock, AutomationConfig config) {
        return HttpCaller.open(clock, config.longestCall());
    }

    @Produces
    @Singleton
    static ActionContext.Clients clients(HttpCaller http, RecordSender sender) {
        RecordPublisher records = (topic, key, value, headers) -> {
            ProducerRecord<String, byte[]> record = new ProducerRecord<>(topic, key, value);
            headers.forEach((name, text) -> record.headers().add(name, text.getBytes(StandardCharsets.UTF_8)));
            return sender.sendToOneOfMany(record);
        };
        return new ActionContext.Clients(
                ServiceAddresses.of(System::getenv), http, records, new Secrets(System::getenv));
    }

    @Produces
    @Singleton
    static AutomationEngine engine(
            AutomationConfig config,
            Ledger ledger,
            ActionContext.Clients clients,
            Reports reports,
            MeterRegistry meters,
            InsightEvents events,
            Clock clock,
            RunTimer timer) {
        RunReporter reporter = new RunReporter(reports, meters, line -> events.offer(rareEvent(line.entry())));
        return AutomationEngine.on(
                ledger,
                Actions.SHIPPED,
                clients,
                reporter,
                clock,
                timer.executor(),
                config.concurrency(),
                config.lease());
    }

    /** The reason may hold what a program that a job calls has answered, and stays in the reports. */
    private static RareEvent rareEvent(Entry entry) {
        Severity severity = switch (entry.state()) {
            case FAILED, UNKNOWN -> Severity.ERROR;
            case MISSED, CANCELLED -> Severity.WARNING;
            case SUCCEEDED, SKIPPED, DUE, WAITING, RUNNING -> Severity.INFO;
        };
        String detail = "due " + entry.key().dueAt();
        return new RareEvent(
                Kind.RUN, severity, entry.key().job(), entry.state().wireName(), detail, 1);
    }

    @Produces
    @Singleton
    static JobFileReader reader(AutomationConfig config) {
        return new JobFileReader(Duration.ofDays(config.retentionDays()));
    }

    @Produces
    @Singleton
    static Reloader reloader(AutomationConfig config, JobFileReader reader, AutomationEngine engine, Clock clock) {
        return new Reloader(new ConfigFile(config.config()), reader, engine.jobs(), clock);
    }
}
