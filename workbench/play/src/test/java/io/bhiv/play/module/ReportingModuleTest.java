package io.bhiv.play.module;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ReportingModuleTest {

    @ParameterizedTest
    @EnumSource
    void sendsAnUpdateOfItsOwn(ReportingModule module) throws IOException {
        JsonNode update = new ObjectMapper().readTree(module.update("s-1", new SplittableRandom(1)));

        assertThat(update.path("module").asText()).isEqualTo(module.wireName());
        assertThat(update.path("session_id").asText()).isEqualTo("s-1");
        assertThat(update.path("data").isObject()).isTrue();
    }
}
