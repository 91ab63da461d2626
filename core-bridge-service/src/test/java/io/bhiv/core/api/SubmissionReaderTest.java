package io.bhiv.core.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bhiv.core.identity.Submission;
import io.bhiv.core.identity.Update;
import io.bhiv.kit.problem.ProblemException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.UUID;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class SubmissionReaderTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final UUID ID = UUID.fromString("0197a3b0-0000-7000-8000-000000000001");

    @Test
    void valuesAreCutOutAsTheyCame() {
        Submission read =
                read("{ \"extra\" : 1.10 , \"data\" : {\"a\": 1e400, \"b\":[ 1 ]} ,\"module\":\"m\",\"z\":\"ü\\\"\" }");

        assertThat(text(read.data())).isEqualTo("{\"a\": 1e400, \"b\":[ 1 ]}");
        assertThat(text(read.extra())).isEqualTo("\"extra\":1.10,\"z\":\"ü\\\"\"");
    }

    @Test
    void batchKeepsItsPlaces() {
        var entries =
                SubmissionReader.many(bytes("{\"updates\":[{\"module\":\"m\",\"data\":{}},5,{\"module\":\"m\"}]}"), 10);

        assertThat(entries).hasSize(3);
        assertThat(entries.get(0)).isInstanceOf(BatchEntry.Valid.class);
        assertThat(entries.get(1)).isInstanceOf(BatchEntry.Invalid.class);
        assertThat(entries.get(2))
                .isInstanceOfSatisfying(
                        BatchEntry.Invalid.class,
                        invalid ->
                                assertThat(invalid.problem().extensions()).containsEntry("pointer", "/updates/2/data"));
    }

    @Test
    void whatIsNoTextOrNoJsonIsRefused() {
        assertThatThrownBy(() -> SubmissionReader.one(new byte[] {'{', (byte) 0xc3, '}'}))
                .isInstanceOf(ProblemException.class);
        assertThatThrownBy(
                        () -> SubmissionReader.one("{\"module\":\"m\",\"data\":{}}".getBytes(StandardCharsets.UTF_16)))
                .isInstanceOf(ProblemException.class);
        for (String bad :
                new String[] {"", "{}", "null", "{\"module\":\"m\",\"data\":{}} x", "{\"module\":\"m\",\"data\":{},}"
                }) {
            assertThatThrownBy(() -> read(bad)).as(bad).isInstanceOf(ProblemException.class);
        }
    }

    @Property(tries = 500)
    void recordHoldsExactlyWhatWasSent(@ForAll("trees") JsonNode data, @ForAll("trees") JsonNode extra)
            throws Exception {
        // Given
        ObjectNode sent = JSON.createObjectNode();
        sent.put("module", "m");
        sent.set("data", JSON.createObjectNode().set("value", data));
        sent.set("more", extra);

        // When
        byte[] record = Update.of(ID, SubmissionReader.one(JSON.writeValueAsBytes(sent)), null)
                .record();

        // Then
        JsonNode read = JSON.readTree(record);
        assertThat(read.get("data").toString()).isEqualTo(sent.get("data").toString());
        assertThat(read.get("more").toString()).isEqualTo(extra.toString());
        assertThat(read.get("update_id").asText()).isEqualTo(ID.toString());
    }

    @Provide
    Arbitrary<JsonNode> trees() {
        Arbitrary<JsonNode> leaves = Arbitraries.oneOf(
                Arbitraries.strings().map(JSON.getNodeFactory()::textNode),
                Arbitraries.longs().map(JSON.getNodeFactory()::numberNode),
                Arbitraries.doubles().map(JSON.getNodeFactory()::numberNode),
                Arbitraries.of(true, false).map(JSON.getNodeFactory()::booleanNode));
        return leaves.list().ofMaxSize(4).map(items -> (JsonNode) JSON.valueToTree(Map.of("items", items)));
    }

    private static Submission read(String body) {
        return SubmissionReader.one(bytes(body));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
