package io.bhiv.stack.simulate;

import io.bhiv.model.topic.Topics;
import io.bhiv.stack.layout.StackFolders;
import io.bhiv.stack.status.Endpoint;
import io.bhiv.stack.status.RunningStack;
import io.bhiv.stack.status.StackState;
import io.bhiv.stage.layout.BadSetting;
import io.bhiv.stage.layout.Place;
import io.bhiv.stage.layout.Secrets;
import io.bhiv.stage.layout.Settings;
import io.bhiv.stage.topic.TopicFollower;
import java.util.List;
import java.util.Locale;
import org.apache.kafka.common.KafkaException;

/**
 * Whom the simulation talks to.
 *
 * @param url base address of the biometric service
 * @param kafkaServers where its events come out
 */
record Target(String url, String kafkaServers, Secrets secrets) {

    static Target ofRunningStack() {
        StackState state = new RunningStack(StackFolders.ofThisProcess())
                .recorded()
                .orElseThrow(() -> new BadSetting("No stack is up here; ./bridge up starts one.", null));
        return new Target(
                address(state, Place.BIOMETRIC), address(state, Place.KAFKA), Secrets.from(Settings.ofEnvironment()));
    }

    /** Where several are valid at once, any will do; the bridge takes them separated by commas. */
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

    private static String address(StackState state, Place place) {
        return state.endpoint(place.label())
                .map(Endpoint::address)
                .orElseThrow(() -> new BadSetting("The stack runs without " + place.label(), null));
    }
}
