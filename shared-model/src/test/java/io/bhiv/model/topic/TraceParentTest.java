package io.bhiv.model.topic;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import org.junit.jupiter.api.Test;

class TraceParentTest {

    @Test
    void namesATraceAfterTheId() {
        assertThat(TraceParent.ofId(UUID.fromString("ba7816bf-8f01-8fea-8141-40de5dae2223")))
                .isEqualTo("00-ba7816bf8f018fea814140de5dae2223-814140de5dae2223-00")
                .matches("00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}");
    }
}
