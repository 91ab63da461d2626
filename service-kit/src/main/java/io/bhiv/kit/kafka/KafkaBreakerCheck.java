package io.bhiv.kit.kafka;

import io.bhiv.kit.call.TrialLimit;
import io.bhiv.kit.start.StartupCheck;
import io.bhiv.kit.start.StartupProblem;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** Warns where a trial ends before the brokers have had the time that a record has. */
@ApplicationScoped
class KafkaBreakerCheck implements StartupCheck {

    private final KafkaConfig config;

    KafkaBreakerCheck(KafkaConfig config) {
        this.config = config;
    }

    @Override
    public List<StartupProblem> problems() {
        return new TrialLimit(
                        "bridge.kafka.breaker.open-for",
                        config.breaker().openFor(),
                        "bridge.kafka.delivery-timeout + bridge.kafka.max-block",
                        config.deliveryTimeout().plus(config.maxBlock()))
                .problems();
    }
}
