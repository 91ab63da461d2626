package io.bhiv.system.documents;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.bhiv.model.core.CoreTopics;
import io.bhiv.model.topic.Topics;
import io.bhiv.stage.layout.Place;
import io.bhiv.system.StackUnderTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the description of the topics says of itself; what it says of records is compared where a whole stack has sent some. */
class TopicsDocumentTest {

    private static final List<String> MODULES = Stream.concat(
                    Place.services().stream().map(Place::label), Stream.of("service-kit", "insight"))
            .toList();
    private static final String TOPIC = "\\s*((?:Core)?Topics)\\.(\\w+)";
    private static final Pattern WRITTEN = Pattern.compile("new ProducerRecord<[^>]*>\\(" + TOPIC);
    private static final Pattern READ =
            Pattern.compile("(?:IntakeSettings\\.of\\(|new OpenTail\\(consumer\\(\\),)" + TOPIC);
    private static final Pattern NEEDED = Pattern.compile("new TopicNeeded\\(" + TOPIC);

    private final TopicsDocument document = new TopicsDocument();

    @Test
    void theDocumentHangsTogether() {
        assertThat(document.json().path("asyncapi").asText()).isEqualTo("3.0.0");
        document.json().path("channels").properties().forEach(channel -> {
            assertThat(channel.getValue().path("address").asText()).isEqualTo(channel.getKey());
            assertThat(channel.getValue().path("messages")).isNotEmpty();
        });
        document.json().path("operations").forEach(operation -> {
            assertThat(operation.path("action").asText()).isIn("send", "receive");
            assertThat(document.resolved(operation.path("channel"))).isNotEmpty();
        });
        for (JsonNode reference : document.json().findValues("$ref")) {
            String target = reference.asText();
            if (target.startsWith("#")) {
                assertThat(document.json().at(target.substring(1)).isMissingNode())
                        .as(target)
                        .isFalse();
            } else {
                assertThat(TopicsDocument.FILE.resolveSibling(target)).exists();
            }
        }
    }

    /** Topics that jobs name themselves are whatever their files say. */
    @Test
    void everyTopicThatServicesWriteOrReadStandsInTheDocumentAndNoOther() throws IOException {
        Set<String> written = topics(WRITTEN);
        Set<String> read = topics(READ);
        Set<String> all = new TreeSet<>(written);
        all.addAll(read);

        assertThat(channels("send")).containsExactlyElementsOf(written);
        assertThat(channels("receive")).containsExactlyElementsOf(read);
        assertThat(document.json().path("channels").fieldNames()).toIterable().containsExactlyInAnyOrderElementsOf(all);
        assertThat(topics(NEEDED)).containsExactlyElementsOf(all);
    }

    private Set<String> channels(String action) {
        Set<String> channels = new TreeSet<>();
        document.json().path("operations").forEach(operation -> {
            if (operation.path("action").asText().equals(action)) {
                channels.add(document.resolved(operation.path("channel"))
                        .path("address")
                        .asText());
            }
        });
        return channels;
    }

    /** The topics of a call in the code of the services, of the kit, and of the page. */
    private static Set<String> topics(Pattern call) throws IOException {
        Set<String> topics = new TreeSet<>();
        for (String module : MODULES) {
            try (Stream<Path> files =
                    Files.walk(StackUnderTest.projectRoot().resolve(module).resolve("src/main/java"))) {
                for (Path file :
                        files.filter(file -> file.toString().endsWith(".java")).toList()) {
                    call.matcher(Files.readString(file))
                            .results()
                            .forEach(found -> topics.add(name(found.group(1), found.group(2))));
                }
            }
        }
        return topics;
    }

    private static String name(String type, String constant) {
        try {
            return (String) (type.equals("Topics") ? Topics.class : CoreTopics.class)
                    .getField(constant)
                    .get(null);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(type + " has no " + constant, e);
        }
    }
}
