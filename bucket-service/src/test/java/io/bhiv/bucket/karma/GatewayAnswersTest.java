package io.bhiv.bucket.karma;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class GatewayAnswersTest {

    private final GatewayAnswers gateway = new GatewayAnswers();
    private long answers;

    @Test
    void itIsThePacketWhereOthersAreAnsweredBetweenItsAttempts() {
        assertThat(isThePacketsNextTime()).isFalse();
        assertThat(isThePacketsNextTime()).isFalse();
        assertThat(isThePacketsNextTime()).isFalse();
        assertThat(isThePacketsNextTime()).isTrue();
        assertThat(isThePacketsNextTime()).isTrue();
    }

    @Test
    void anOutageIsNoPacketsFailureHoweverLongItLasts() {
        for (int i = 0; i < 10; i++) {
            gateway.givenBack("packet", answers);
            assertThat(gateway.concernsPacket("packet", answers)).isFalse();
        }
        for (int i = 0; i < 4; i++) {
            isThePacketsNextTime();
        }
        assertThat(gateway.concernsPacket("packet", answers)).isFalse();
        assertThat(gateway.concernsPacket("packet", answers + 1)).isTrue();
    }

    @Test
    void aPacketThatTheTrackerAnsweredIsJudgedFromTheBeginning() {
        for (int i = 0; i < 5; i++) {
            isThePacketsNextTime();
        }

        gateway.answered("packet");

        assertThat(isThePacketsNextTime()).isFalse();
        assertThat(isThePacketsNextTime()).isFalse();
    }

    @Test
    void thoseNotedFirstAreForgotten() {
        for (int i = 0; i < 5; i++) {
            isThePacketsNextTime();
        }
        for (int i = 0; i < 1_000; i++) {
            gateway.givenBack("other-" + i, answers);
        }

        assertThat(isThePacketsNextTime()).isFalse();
    }

    /** Another packet is answered, then this one is tried. */
    private boolean isThePacketsNextTime() {
        answers++;
        boolean itsOwn = gateway.concernsPacket("packet", answers);
        gateway.givenBack("packet", answers);
        return itsOwn;
    }
}
