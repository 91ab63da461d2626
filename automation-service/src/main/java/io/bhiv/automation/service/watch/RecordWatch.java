package io.bhiv.automation.service.watch;

import io.bhiv.automation.AutomationEngine;
import io.bhiv.automation.engine.evaluate.Occurrence;
import io.bhiv.automation.engine.evaluate.Occurrence.Occasion;
import io.bhiv.automation.engine.job.Job;
import io.bhiv.automation.engine.job.Trigger.OnRecord;
import io.bhiv.automation.engine.ledger.Ledger;
import io.bhiv.kit.intake.IntakeSettings;
import io.bhiv.kit.intake.IntakeSettings.Start;
import io.bhiv.kit.intake.Intakes;
import io.bhiv.kit.intake.ParkedTable;
import io.bhiv.kit.intake.Refused;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Reads the topics that jobs wait for, as one consumer group of all replicas.
 *
 * <p>A record's offset is committed after its jobs are due in the ledger, so none is lost; one that is delivered again is
 * the same occasion (topic, partition, offset) and due once.
 */
@ApplicationScoped
class RecordWatch {

    private final AutomationEngine engine;
    private final Ledger ledger;

    RecordWatch(AutomationEngine engine, Ledger ledger) {
        this.engine = engine;
        this.ledger = ledger;
    }

    /** A job that waits for a topic. */
    record Waiting(String job, OnRecord trigger) {}

    /** What a batch of records means for the jobs that wait. */
    record Taken(List<Occurrence> due, List<Refused> refused) {}

    void begin(@Observes StartupEvent started, Intakes intakes, Pool pool) {
        intakes.start(
                new IntakeSettings("automation-records", "automation-service", Start.FROM_NOW_ON, this::topics),
                this::take,
                new ParkedTable(pool, "automation"));
    }

    private Set<String> topics() {
        return waiting().stream().map(one -> one.trigger().topic()).collect(Collectors.toUnmodifiableSet());
    }

    private List<Waiting> waiting() {
        return engine.jobs().file().list().stream()
                .filter(Job::enabled)
                .filter(job -> job.trigger() instanceof OnRecord)
                .map(job -> new Waiting(job.name(), (OnRecord) job.trigger()))
                .toList();
    }

    /** Records what is due in one statement: it either takes no longer than a batch may, or ends as a statement that a smaller batch follows. */
    Uni<List<Refused>> take(List<ConsumerRecord<String, byte[]>> records) {
        return ledger.now()
                .map(now -> taken(waiting(), records, now))
                .chain(taken -> ledger.recordOccasions(taken.due()).replaceWith(taken.refused()));
    }

    /**
     * Due now, by the ledger's clock: a producer's clock may be ahead, and then the run would start late. A value is read only where a
     * filter asks for it; one that is too large to be read is refused, for whether it passes cannot be determined.
     */
    static Taken taken(List<Waiting> waiting, List<ConsumerRecord<String, byte[]>> records, Instant now) {
        List<Occurrence> due = new ArrayList<>();
        List<Refused> refused = new ArrayList<>();
        for (ConsumerRecord<String, byte[]> record : records) {
            List<Waiting> here = waiting.stream()
                    .filter(one -> one.trigger().topic().equals(record.topic()))
                    .toList();
            boolean asked = here.stream().anyMatch(one -> !one.trigger().where().isEmpty());
            RecordValue value = asked ? RecordValue.of(record.value()) : new RecordValue.NoJson();
            if (value instanceof RecordValue.TooLarge(String reason)) {
                refused.add(new Refused(record, reason));
            }
            String key = "event:%s/%d/%d".formatted(record.topic(), record.partition(), record.offset());
            here.stream()
                    .filter(one -> value.passes(one.trigger().where()))
                    .forEach(one -> due.add(Occurrence.due(one.job(), now, Occasion.of(Occasion.Kind.EVENT, key))));
        }
        return new Taken(due, refused);
    }
}
