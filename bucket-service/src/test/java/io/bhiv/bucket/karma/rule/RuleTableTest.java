package io.bhiv.bucket.karma.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.bhiv.bucket.packet.PacketJson;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RuleTableTest {

    @Test
    void tableThatComesAlongObeysItsSchema() throws IOException {
        assertThat(schema().validate(resource("/karma-rules.json"), InputFormat.JSON))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "learning, ON_TASK, 80, , completing_lessons, 1.0",
        "learning, ON_TASK, 79.9, , completing_lessons, 0.5",
        "learning, THINKING, 60, , solving_doubts, 0.6",
        "employee, WORKING, , 95, completing_tasks, 1.0",
        "employee, FAKING, , , cheat, 1.0",
    })
    void decidesByTheFirstRuleThatApplies(
            String family, String state, @Nullable Double focus, @Nullable Double integrity, String action, double much)
            throws IOException {
        assertThat(table().decide(new RuleTable.Facts(family, state, focus, integrity, null)))
                .contains(new RuleTable.Action(action, much));
    }

    @ParameterizedTest
    @CsvSource({"learning, ON_TASK, 49", "learning, AWAY, 99", "learning, ON_TASK, ", "employee, ON_TASK, 90"})
    void earnsNothingWhereNoRuleApplies(String family, String state, @Nullable Double focus) throws IOException {
        assertThat(table().decide(new RuleTable.Facts(family, state, focus, null, null)))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"version\":2,\"rules\":[]}",
                "{\"version\":1}",
                "{\"version\":1,\"rules\":[],\"rulez\":[]}",
                "{\"version\":1,\"rules\":[{\"name\":\"n\",\"when\":{\"focus\":{\"min\":1}},\"then\":{\"action\":\"a\"}}]}",
                "{\"version\":1,\"rules\":[{\"name\":\"n\",\"when\":{\"focus_score\":{\"min\":\"1\"}},\"then\":{\"action\":\"a\"}}]}",
                "{\"version\":1,\"rules\":[{\"name\":\"n\",\"when\":{\"family\":\"pets\"},\"then\":{\"action\":\"a\"}}]}",
                "{\"version\":1,\"rules\":[{\"name\":\"n\",\"when\":{\"states\":[]},\"then\":{\"action\":\"a\"}}]}",
                "{\"version\":1,\"rules\":[{\"name\":\"n\",\"when\":{},\"then\":{\"action\":\"a\",\"intensity\":11}}]}",
                "{\"version\":1,\"rules\":[{\"name\":\" \",\"when\":{},\"then\":{\"action\":\"a\"}}]}",
            })
    void readerAndSchemaRefuseTheSameTables(String table) throws IOException {
        assertThatThrownBy(() -> RuleTableReader.read(PacketJson.readOwn(table)))
                .isInstanceOf(RuleTableReader.InvalidRules.class);
        assertThat(schema().validate(table, InputFormat.JSON)).isNotEmpty();
    }

    private static RuleTable table() throws IOException {
        JsonNode json = PacketJson.readOwn(resource("/karma-rules.json"));
        return RuleTableReader.read(json);
    }

    private static Schema schema() throws IOException {
        return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(resource("/karma-rules.schema.json"), InputFormat.JSON);
    }

    private static String resource(String name) throws IOException {
        try (InputStream stream = RuleTable.class.getResourceAsStream(name)) {
            if (stream == null) {
                throw new IllegalStateException(name);
            }
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
