package io.bhiv.load.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.bhiv.load.body.SentRequest;
import io.bhiv.load.track.DeliveryLedger;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class UpdateTrafficTest {

    @Test
    void everyUpdateIsNew() throws IOException {
        UpdateTraffic traffic = new UpdateTraffic("localhost:1", 1, new DeliveryLedger());
        SentRequest first = SentRequest.of(traffic, 0);
        SentRequest second = SentRequest.of(traffic, 0);
        assertThat(first.path()).isEqualTo("/core/update");
        assertThat(first.body().get("module").asText()).matches("module-[0-3]");
        assertThat(first.body()).isNotEqualTo(second.body());
    }
}
