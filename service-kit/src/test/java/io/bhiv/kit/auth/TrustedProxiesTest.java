package io.bhiv.kit.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.bhiv.kit.auth.TrustedProxies.Block;
import io.bhiv.rules.FixedFault;
import io.bhiv.rules.FixedFault.Area;
import java.util.List;
import org.junit.jupiter.api.Test;

class TrustedProxiesTest {

    private static final TrustedProxies GATEWAY =
            TrustedProxies.of(List.of("10.0.0.0/8", "2001:db8::/32", "192.0.2.9"));

    @Test
    void withoutATrustedPeerTheHeaderIsIgnored() {
        assertThat(GATEWAY.caller("203.0.113.5", List.of("198.51.100.1"))).isEqualTo("203.0.113.5");
        assertThat(TrustedProxies.of(List.of()).caller("10.0.0.1", List.of("198.51.100.1")))
                .isEqualTo("10.0.0.1");
    }

    @Test
    void aTrustedPeerNamesWhoCalledIt() {
        assertThat(GATEWAY.caller("10.0.0.1", List.of("198.51.100.1"))).isEqualTo("198.51.100.1");
        assertThat(GATEWAY.caller("10.0.0.1", List.of())).isEqualTo("10.0.0.1");
    }

    @Test
    void whatTheCallerWroteAtTheBeginningChangesNothing() {
        assertThat(GATEWAY.caller("10.0.0.1", List.of("1.2.3.4, 198.51.100.1"))).isEqualTo("198.51.100.1");
        assertThat(GATEWAY.caller("10.0.0.1", List.of("1.2.3.4", "198.51.100.1, 10.9.9.9")))
                .isEqualTo("198.51.100.1");
    }

    @Test
    void whatIsNoAddressEndsTheSearch() {
        assertThat(GATEWAY.caller("10.0.0.1", List.of("198.51.100.1, unknown"))).isEqualTo("10.0.0.1");
        assertThat(GATEWAY.caller("10.0.0.1", List.of(""))).isEqualTo("10.0.0.1");
        assertThat(GATEWAY.caller("10.0.0.1", List.of("localhost"))).isEqualTo("10.0.0.1");
    }

    @Test
    void portsAndBothFamiliesAreRead() {
        assertThat(GATEWAY.caller("2001:db8::7", List.of("198.51.100.1:4711"))).isEqualTo("198.51.100.1");
        assertThat(GATEWAY.caller("192.0.2.9", List.of("[2001:dead::1]:4711"))).isEqualTo("2001:dead::1");
    }

    @Test
    @FixedFault(
            area = Area.KEYS,
            fault = "Each address of a caller's IPv6 network, of which every line has 2^64, had a rate of its own",
            now = "They share one")
    void addressesOfOneLineShareARate() {
        assertThat(TrustedProxies.line("2001:db8::1")).isEqualTo(TrustedProxies.line("2001:db8:0:0:ffff::2"));
        assertThat(TrustedProxies.line("2001:db8::1")).isNotEqualTo(TrustedProxies.line("2001:db8:0:1::1"));
        assertThat(TrustedProxies.line("::ffff:192.0.2.1")).isEqualTo("192.0.2.1");
        assertThat(TrustedProxies.line("192.0.2.1")).isEqualTo("192.0.2.1");
        assertThat(TrustedProxies.line("no address")).isEqualTo("no address");
    }

    @Test
    void onlyAddressesAndBlocksAreBlocks() {
        assertThat(Block.of("10.0.0.0/8")).isPresent();
        assertThat(Block.of("::1")).isPresent();
        assertThat(List.of("10.0.0.0/33", "10.0.0.0/x", "gateway.example.org", "10.0.0.0/"))
                .allSatisfy(text -> assertThat(Block.of(text)).isEmpty());
    }

    @Test
    void aBlockHoldsExactlyItsBits() {
        TrustedProxies odd = TrustedProxies.of(List.of("172.16.0.0/12"));

        assertThat(odd.caller("172.31.255.255", List.of("198.51.100.1"))).isEqualTo("198.51.100.1");
        assertThat(odd.caller("172.32.0.0", List.of("198.51.100.1"))).isEqualTo("172.32.0.0");
    }
}
