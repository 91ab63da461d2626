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
import io.bhiv.stage.topic.TopicFollower;
import io.bhiv.system.StackUnderTest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.yaml.snakeyaml.Yaml;

/** The description of the topics, held against what services really sent. */
public final class TopicsDocument {

    private static final ObjectMapper JSON = new ObjectMapper();
    static final Path FILE = StackUnderTest.projectRoot().resolve("docs/asyncapi.yaml");
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final JsonNode document = read(FILE);

    JsonNode json() {
        return document;
    }

    /** Whether every topic has records, and whether each of them is as described. */
    public static void assertDescribesAllAt(String servers) {
        TopicsDocument described = new TopicsDocument();
        for (String topic : List.of(
                Topics.BIOMETRIC_EVENTS,
                Topics.HEALTH_EVENTS,
                Topics.CORE_UPDATES,
                Topics.CORE_SYNC_RESULTS,
                Topics.PRANA_PACKETS,
                Topics.INSIGHT_FLOW)) {
            List<ConsumerRecord<byte[], byte[]>> records = await().atMost(PATIENCE)
                    .until(() -> TopicFollower.everything(servers, topic), found -> !found.isEmpty());
            described.assertDescribes(topic, records);
        }
    }

    private void assertDescribes(String topic, List<ConsumerRecord<byte[], byte[]>> records) {
        JsonNode messages = document.path("channels").path(topic).path("messages");
        JsonNode message = resolved(messages.elements().next());
        Schema payload = schema(message.path("payload"));
        Schema described = schema(message.path("headers"));
        for (ConsumerRecord<byte[], byte[]> record : records) {
            String value = new String(record.value(), StandardCharsets.UTF_8);
            assertThat(payload.validate(value, InputFormat.JSON, TopicsDocument::withFormats))
                    .as("%s %s", topic, value)
                    .isEmpty();
            String headers = headers(record).toString();
            assertThat(described.validate(headers, InputFormat.JSON, TopicsDocument::withFormats))
                    .as("headers of %s %s", topic, headers)
                    .isEmpty();
        }
    }

    private static void withFormats(com.networknt.schema.ExecutionContext context) {
        context.executionConfig(config -> config.formatAssertionsEnabled(true));
    }

    /** A part of the document as a schema of its own, with all that it may refer to. */
    private Schema schema(JsonNode part) {
        String reference = part.path("$ref").asText();
        JsonNode schema =
                reference.startsWith("#") || reference.isEmpty() ? part : read(FILE.resolveSibling(reference));
        ObjectNode whole = schema.deepCopy();
        if (!whole.has("$defs")) {
            whole.set("$defs", document.path("components").path("schemas"));
        }
        String text = whole.toString().replace("#/components/schemas/", "#/$defs/");
        return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(text);
    }

    JsonNode resolved(JsonNode part) {
        return part.has("$ref") ? document.at(part.path("$ref").asText().substring(1)) : part;
    }

    private static ObjectNode headers(ConsumerRecord<byte[], byte[]> record) {
        ObjectNode headers = JSON.createObjectNode();
        record.headers()
                .forEach(header -> headers.put(header.key(), new String(header.value(), StandardCharsets.UTF_8)));
        return headers;
    }

    private static JsonNode read(Path file) {
        try {
            return JSON.valueToTree(new Yaml().<Object>load(Files.readString(file)));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + file, e);
        }
    }
}
