package io.bhiv.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bhiv.model.topic.Topics;
import io.bhiv.play.webhook.Webhook;
import io.bhiv.stage.layout.Place;
import io.bhiv.system.biometric.Webhooks;
import io.bhiv.system.documents.QueriedMetrics;
import io.bhiv.system.documents.TopicsDocument;
import io.bhiv.system.fault.Answer;
import io.bhiv.system.fault.PublishedRecords;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Runs every command of the README, in its order, against a stack of its own. What that has sent in the end is as
 * docs/asyncapi.yaml describes it, and what alerts ask for is shown.
 */
@Tag("slow")
class ReadmeIT {

    /** Would run this very test again, or for ever. */
    private static final Set<String> NOT_FROM_WITHIN = Set.of("./bridge test", "./bridge up", "./bridge logs -f");

    /** Before it, everything has been sent. */
    private static final String LAST = "./bridge down";

    private static final Duration LIMIT = Duration.ofSeconds(20);

    @Test
    void everyCommandOfTheReadmeSucceeds() throws IOException {
        List<String> commands = commands();
        assertThat(commands)
                .contains("./bridge up", "./bridge test", LAST)
                .anyMatch(line -> line.contains("simulate terra"));

        try (StackUnderTest stack = StackUnderTest.prepared().up()) {
            for (String command : commands) {
                if (command.equals(LAST)) {
                    send(stack);
                    TopicsDocument.assertDescribesAllAt(stack.kafkaServers());
                    QueriedMetrics.assertAreShownBy(stack);
                }
                if (!NOT_FROM_WITHIN.contains(command)) {
                    stack.shell(onItsPorts(command, stack)).succeeded();
                }
            }
        }
    }

    /** Nights of every severity, one without a value, and one of everything else. */
    private static void send(StackUnderTest stack) throws IOException {
        Set<String> nights = new HashSet<>();
        for (double rmssd : new double[] {20, 30, 55, 0}) {
            Webhook night = Webhooks.night("person-" + rmssd, rmssd);
            Answer answer = Answer.to(night.to(stack.url(Place.BIOMETRIC), LIMIT));
            assertThat(answer.status()).isEqualTo(202);
            nights.add(answer.eventId());
        }
        assertThat(post(stack.url(Place.CORE) + "/core/update", "{\"module\":\"tutor\",\"data\":{\"score\":87}}"))
                .isEqualTo(200);
        String packet = """
                {"packet_id":"%s","user_id":"learner","timestamp":"2026-07-01T10:00:00Z","cognitive_state":"ON_TASK"}""".formatted(UUID.randomUUID());
        assertThat(post(stack.url(Place.BUCKET) + "/api/v1/bucket/prana/ingest", packet))
                .isEqualTo(200);
        await().atMost(LIMIT)
                .untilAsserted(() -> assertThat(PublishedRecords.of(stack.kafkaServers(), Topics.BIOMETRIC_EVENTS)
                                .deliveryIds())
                        .containsAll(nights));
    }

    private static int post(String to, String body) throws IOException {
        return Answer.to(HttpRequest.newBuilder(URI.create(to))
                        .timeout(LIMIT)
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(body))
                        .build())
                .status();
    }

    /** The lines of all blocks marked as sh, without comments. */
    private static List<String> commands() throws IOException {
        List<String> commands = new ArrayList<>();
        boolean inside = false;
        for (String line : Files.readAllLines(StackUnderTest.projectRoot().resolve("README.md"))) {
            if (line.startsWith("```")) {
                inside = line.equals("```sh");
            } else if (inside) {
                String command = line.replaceFirst("\\s+# .*$", "").strip();
                if (!command.isEmpty() && !command.startsWith("#")) {
                    commands.add(command);
                }
            }
        }
        return commands;
    }

    private static String onItsPorts(String command, StackUnderTest stack) {
        String moved = command;
        for (Place place : Place.values()) {
            moved = moved.replace("localhost:" + place.usualPort(), "localhost:" + stack.port(place));
        }
        return moved;
    }
}
