package io.bhiv.system.documents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.bhiv.model.topic.Topics;
import io.bhiv.stage.layout.Place;
import io.bhiv.stage.topic.TopicFollower;
import io.bhiv.system.StackUnderTest;
import io.bhiv.system.biometric.Webhooks;
import io.bhiv.system.fault.Answer;
import io.bhiv.system.fault.FaultStage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

/** The description of the topics, held against what the services really send. */
class TopicsDocumentIT {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path DOCUMENT = StackUnderTest.projectRoot().resolve("docs/asyncapi.yaml");
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final JsonNode document = read(DOCUMENT);

    @Test
    void theDocumentHangsTogether() {
        assertThat(document.path("asyncapi").asText()).isEqualTo("3.0.0");
        assertThat(new TreeSet<>(names(document.path("channels"))))
                .containsExactlyElementsOf(new TreeSet<>(List.of(
                        Topics.BIOMETRIC_EVENTS,
                        Topics.HEALTH_EVENTS,
                        Topics.TERRA_BIOMETRIC_EVENTS,
                        Topics.CORE_UPDATES,
                        Topics.CORE_SYNC_RESULTS,
                        Topics.PRANA_PACKETS,
                        Topics.INSIGHT_FLOW)));
        document.path("channels").properties().forEach(channel -> {
            assertThat(channel.getValue().path("address").asText()).isEqualTo(channel.getKey());
            assertThat(channel.getValue().path("messages")).isNotEmpty();
        });
        document.path("operations").forEach(operation -> {
            assertThat(operation.path("action").asText()).isIn("send", "receive");
            assertThat(resolved(operation.path("channel"))).isNotEmpty();
        });
        for (JsonNode reference : document.findValues("$ref")) {
            String target = reference.asText();
            if (target.startsWith("#")) {
                assertThat(document.at(target.substring(1)).isMissingNode())
                        .as(target)
                        .isFalse();
            } else {
                assertThat(DOCUMENT.resolveSibling(target)).exists();
            }
        }
    }

    @Test
    void everyRecordIsAsDescribed() throws IOException {
        try (FaultStage stage = FaultStage.open()) {
            var biometric = stage.started(Place.BIOMETRIC, Map.of());
            var bucket = stage.started(Place.BUCKET, Map.of());
            var core = stage.started(Place.CORE, Map.of());
            for (double rmssd : new double[] {20, 30, 55, 0}) {
                assertThat(Webhooks.send(Webhooks.night("person-" + rmssd, rmssd), biometric)
                                .status())
                        .isEqualTo(202);
            }
            assertThat(post(core.uri("/core/update"), "{\"module\":\"tutor\",\"data\":{\"score\":87}}"))
                    .isEqualTo(200);
            assertThat(post(bucket.uri("/api/v1/bucket/prana/ingest"), packet()))
                    .isEqualTo(200);

            String servers = stage.kafka().bootstrapServers();
            for (String topic : List.of(
                    Topics.BIOMETRIC_EVENTS,
                    Topics.HEALTH_EVENTS,
                    Topics.CORE_UPDATES,
                    Topics.CORE_SYNC_RESULTS,
                    Topics.PRANA_PACKETS,
                    Topics.INSIGHT_FLOW)) {
                List<ConsumerRecord<byte[], byte[]>> records = await().atMost(PATIENCE)
                        .until(() -> TopicFollower.everything(servers, topic), found -> !found.isEmpty());
                records.forEach(record -> assertDescribed(topic, record));
            }
        }
    }

    private void assertDescribed(String topic, ConsumerRecord<byte[], byte[]> record) {
        JsonNode messages = document.path("channels").path(topic).path("messages");
        JsonNode message = resolved(messages.elements().next());
        String value = new String(record.value(), StandardCharsets.UTF_8);
        assertThat(schema(message.path("payload")).validate(value, InputFormat.JSON, TopicsDocumentIT::withFormats))
                .as("%s %s", topic, value)
                .isEmpty();
        String headers = headers(record).toString();
        assertThat(schema(message.path("headers")).validate(headers, InputFormat.JSON, TopicsDocumentIT::withFormats))
                .as("headers of %s %s", topic, headers)
                .isEmpty();
    }

    private static void withFormats(com.networknt.schema.ExecutionContext context) {
        context.executionConfig(config -> config.formatAssertionsEnabled(true));
    }

    /** A part of the document as a schema of its own, with all that it may refer to. */
    private Schema schema(JsonNode part) {
        String reference = part.path("$ref").asText();
        JsonNode schema =
                reference.startsWith("#") || reference.isEmpty() ? part : read(DOCUMENT.resolveSibling(reference));
        ObjectNode whole = schema.deepCopy();
        if (!whole.has("$defs")) {
            whole.set("$defs", document.path("components").path("schemas"));
        }
        String text = whole.toString().replace("#/components/schemas/", "#/$defs/");
        return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(text);
    }

    private JsonNode resolved(JsonNode part) {
        return part.has("$ref") ? document.at(part.path("$ref").asText().substring(1)) : part;
    }

    private static ObjectNode headers(ConsumerRecord<byte[], byte[]> record) {
        ObjectNode headers = JSON.createObjectNode();
        record.headers()
                .forEach(header -> headers.put(header.key(), new String(header.value(), StandardCharsets.UTF_8)));
        return headers;
    }

    private static int post(java.net.URI to, String body) throws IOException {
        return Answer.to(HttpRequest.newBuilder(to)
                        .timeout(Duration.ofSeconds(20))
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(body))
                        .build())
                .status();
    }

    private static String packet() {
        return """
                {"packet_id":"%s","user_id":"learner","timestamp":"2026-07-01T10:00:00Z","cognitive_state":"ON_TASK"}""".formatted(UUID.randomUUID());
    }

    private static List<String> names(JsonNode object) {
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static JsonNode read(Path file) {
        try {
            return JSON.valueToTree(new Yaml().<Object>load(Files.readString(file)));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + file, e);
        }
    }
}
