package io.bhiv.stack.simulate;

import io.bhiv.model.topic.Topics;
import io.bhiv.stack.layout.StackFolders;
import io.bhiv.stack.status.RunningStack;
import io.bhiv.stage.layout.BadSetting;
import io.bhiv.stage.layout.Place;
import io.bhiv.stage.layout.Secrets;
import io.bhiv.stage.layout.Settings;
import io.bhiv.stage.topic.TopicFollower;
import java.util.List;
import java.util.Locale;
import org.apache.kafka.common.KafkaException;

/**
 * The services that a simulation uses.
 *
 * @param url base address of the biometric service
 * @param kafkaServers where its events come out
 */
record Target(String url, String kafkaServers, Secrets secrets) {

    static Target ofRunningStack() {
        RunningStack stack = new RunningStack(StackFolders.ofThisProcess());
        return new Target(
                stack.requiredAddress(Place.BIOMETRIC),
                stack.requiredAddress(Place.KAFKA),
                Secrets.from(Settings.ofEnvironment()));
    }

    /** The first of those that are valid at once, which are separated by commas. */
    String webhookSecret(String provider) {
        String all = secrets.value(provider.toUpperCase(Locale.ROOT) + "_WEBHOOK_SECRET");
        return all.split(",")[0].strip();
    }

    /** Reads events and triggers from where their topics end now. */
    TopicFollower follow() {
        try {
            return TopicFollower.fromEnd(kafkaServers, List.of(Topics.BIOMETRIC_EVENTS, Topics.HEALTH_EVENTS));
        } catch (KafkaException e) {
            throw new BadSetting("Kafka does not answer at " + kafkaServers + ": " + e.getMessage(), e);
        }
    }
}
