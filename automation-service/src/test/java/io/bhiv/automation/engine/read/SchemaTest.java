package io.bhiv.automation.engine.read;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.bhiv.automation.engine.action.Action;
import io.bhiv.automation.engine.action.Actions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The shipped schema and the reader say the same of every document. */
class SchemaTest {

    private final Schema schema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(JobSchema.ofJobFile(), InputFormat.JSON);
    private final JobFileReader reader = new JobFileReader();

    @ParameterizedTest
    @ValueSource(strings = {"published.json", "rich.json"})
    void samplesAreValidForBoth(String sample) {
        assertAgreed(JobFileReaderTest.text(sample), true);
    }

    @Test
    void theExampleThatIsShippedIsValidForBoth() throws IOException {
        assertAgreed(Files.readString(Path.of("..", "automation", "config.json")), true);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "[]",
                "{\"jobs\":{}}",
                "{\"jobs\":[],\"job\":[]}",
                "{\"jobs\":[{\"name\":\"a\"}]}",
                "{\"jobs\":[{\"name\":\"a/b\",\"trigger\":{\"type\":\"onStartup\"},\"actions\":[{\"type\":\"check_health\"}]}]}",
                "{\"jobs\":[{\"name\":\""
                        + " a\",\"trigger\":{\"type\":\"onStartup\"},\"actions\":[{\"type\":\"check_health\"}]}]}",
                "{\"jobs\":[{\"name\":\"a\",\"trigger\":{\"type\":\"onStartup\"},\"actions\":[]}]}",
                "{\"jobs\":[{\"name\":\"a\",\"trigger\":{\"type\":\"onStartup\"},\"actions\":[{\"type\":\"fly\"}]}]}",
                "{\"jobs\":[{\"name\":\"a\",\"trigger\":{\"type\":\"never\"},\"actions\":[{\"type\":\"check_health\"}]}]}",
                "{\"jobs\":[{\"name\":\"a\",\"trigger\":{\"type\":\"cron\",\"value\":\"* *"
                        + " *\",\"zone\":\"UTC\"},\"actions\":[{\"type\":\"check_health\"}]}]}",
                "{\"jobs\":[{\"name\":\"a\",\"trigger\":{\"type\":\"intervalMinutes\",\"value\":1.5},\"actions\":[{\"type\":\"check_health\"}]}]}",
                "{\"jobs\":[{\"name\":\"a\",\"trigger\":{\"type\":\"event\",\"topic\":\"t\",\"metric\":{}},\"actions\":[{\"type\":\"check_health\"}]}]}",
                "{\"jobs\":[{\"name\":\"a\",\"trigger\":{\"type\":\"onStartup\"},\"actions\":[{\"type\":\"check_health\",\"services\":[\"moon\"]}]}]}",
                "{\"jobs\":[{\"name\":\"a\",\"trigger\":{\"type\":\"onStartup\"},\"actions\":[{\"type\":\"check_health\"}],\"policies\":{\"overlap\":\"maybe\"}}]}",
                "{\"jobs\":[{\"name\":\"a\",\"trigger\":{\"type\":\"onStartup\"},\"actions\":[{\"type\":\"check_health\"}],\"policies\":{\"retries\":1}}]}",
                "{\"jobs\":[{\"name\":\"a\",\"trigger\":{\"type\":\"onStartup\"},\"actions\":[{\"type\":\"check_health\"}],\"enabled\":\"yes\"}]}"
            })
    void whatIsWrongIsWrongForBoth(String text) {
        assertAgreed(text, false);
    }

    private void assertAgreed(String text, boolean valid) {
        assertThat(reader.read(text)).isInstanceOf(valid ? ReadResult.Valid.class : ReadResult.Invalid.class);
        assertThat(schema.validate(text, InputFormat.JSON).isEmpty())
                .as("the schema says the same")
                .isEqualTo(valid);
    }

    @Test
    void everyActionThatIsShippedIsInTheSchemaAndNoOther() throws IOException {
        JsonNode type = new ObjectMapper().readTree(JobSchema.ofJobFile()).at("/$defs/action/properties/type/enum");
        assertThat(type)
                .extracting(JsonNode::asText)
                .containsExactlyElementsOf(
                        Actions.SHIPPED.all().stream().map(Action::type).toList());
    }

    @Test
    void theSchemaRefersToNothingOutsideItself() throws IOException {
        assertThat(new ObjectMapper().readTree(JobSchema.ofJobFile()).findValuesAsText("$ref"))
                .isNotEmpty()
                .allSatisfy(reference -> assertThat(reference).startsWith("#/"));
    }
}
