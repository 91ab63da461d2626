package io.bhiv.system.documents;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.bhiv.model.topic.Topics;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** What the description of the topics says of itself; what it says of records is compared where a whole stack has sent some. */
class TopicsDocumentTest {

    private final TopicsDocument document = new TopicsDocument();

    @Test
    void theDocumentHangsTogether() {
        assertThat(document.json().path("asyncapi").asText()).isEqualTo("3.0.0");
        assertThat(new TreeSet<>(names(document.json().path("channels"))))
                .containsExactlyElementsOf(new TreeSet<>(List.of(
                        Topics.BIOMETRIC_EVENTS,
                        Topics.HEALTH_EVENTS,
                        Topics.TERRA_BIOMETRIC_EVENTS,
                        Topics.CORE_UPDATES,
                        Topics.CORE_SYNC_RESULTS,
                        Topics.PRANA_PACKETS,
                        Topics.INSIGHT_FLOW)));
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

    private static List<String> names(JsonNode object) {
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }
}
