package io.bhiv.bucket.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bhiv.bucket.packet.PacketJson;
import io.bhiv.bucket.settle.Settlement;
import io.bhiv.kit.problem.ProblemException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettlementReaderTest {

    @Test
    void takesActionsAsNamesAndAsObjects() {
        Settlement names = read("{\"packet_id\":\"p\",\"success\":true,\"karma_actions\":[\"a\"]}");
        Settlement objects = read(
                "{\"packet_id\":\"p\",\"success\":true,\"karma_actions\":[{\"action\":\"a\",\"reward\":5,\"token\":\"t\"}]}");

        assertThat(names.verdict()).isEqualTo(new Settlement.Verdict.Done("[\"a\"]"));
        assertThat(objects.verdict())
                .isEqualTo(new Settlement.Verdict.Done("[{\"action\":\"a\",\"reward\":5,\"token\":\"t\"}]"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/acks/3           | []",
                "/acks/3/packet_id | {\"success\":true}",
                "/acks/3/success   | {\"packet_id\":\"p\",\"success\":\"yes\"}",
                "/acks/3/lease_id  | {\"packet_id\":\"p\",\"success\":true,\"lease_id\":\"x\"}",
                "/acks/3/karma_actions | {\"packet_id\":\"p\",\"success\":true,\"karma_actions\":[7]}",
                "/acks/3/reason    | {\"packet_id\":\"p\",\"success\":false,\"reason\":7}",
            })
    void problemHasAPointerToTheField(String pointer, String body) {
        assertThatThrownBy(() -> SettlementReader.read(PacketJson.readOwn(body), "/acks/3"))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        refusal -> assertThat(refusal.problem().extensions()).containsEntry("pointer", pointer));
    }

    @Test
    void reasonIsOnePrintableLine() {
        assertThat(SettlementReader.line("a\nb\u0000c")).isEqualTo("a b c");
        assertThat(SettlementReader.line("x".repeat(2_000))).hasSize(500);
        assertThat(SettlementReader.line(" ")).isEqualTo("the consumer gave no reason");
    }

    private static Settlement read(String body) {
        return SettlementReader.read(PacketJson.readOwn(body), "");
    }
}
