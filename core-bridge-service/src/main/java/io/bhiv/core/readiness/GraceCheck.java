package io.bhiv.core.readiness;

import io.bhiv.core.journal.JournalConfig;
import io.bhiv.kit.kafka.KafkaConfig;
import io.bhiv.kit.start.StartupCheck;
import io.bhiv.kit.start.StartupProblem;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;

/** Warns where a claim may lapse while its record is still being sent: two replicas would publish the same update. */
@ApplicationScoped
class GraceCheck implements StartupCheck {

    private final JournalConfig journal;
    private final KafkaConfig kafka;

    GraceCheck(JournalConfig journal, KafkaConfig kafka) {
        this.journal = journal;
        this.kafka = kafka;
    }

    @Override
    public List<StartupProblem> problems() {
        Duration delivery = kafka.deliveryTimeout().plus(kafka.maxBlock());
        return journal.grace().compareTo(delivery) > 0
                ? List.of()
                : List.of(StartupProblem.warning(
                        "bridge.core.journal.grace",
                        "updates may be published twice while Kafka is slow",
                        "Set it above bridge.kafka.delivery-timeout + bridge.kafka.max-block (" + delivery.toSeconds()
                                + " s)"));
    }
}
