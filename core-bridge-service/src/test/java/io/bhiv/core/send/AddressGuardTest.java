package io.bhiv.core.send;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;

class AddressGuardTest {

    @Test
    void ownNetworksMayBeCalled() throws Exception {
        for (String address : new String[] {
            "127.0.0.1",
            "::1",
            "10.1.2.3",
            "192.168.0.9",
            "172.16.0.1",
            "93.184.216.34",
            "2606:2800:220:1::1",
            "fd12::1"
        }) {
            assertThat(allowed(address)).as(address).isTrue();
        }
    }

    @Test
    void linkLocalAndMetadataAddressesMayNotInAnyNotation() throws Exception {
        for (String address : new String[] {
            "169.254.169.254",
            "169.254.0.1",
            "fe80::1",
            "::ffff:169.254.169.254",
            "::169.254.169.254",
            "64:ff9b::a9fe:a9fe",
            "2002:a9fe:a9fe::1",
            "fd00:ec2::254",
            "100.100.100.200",
            "192.0.0.192",
            "168.63.129.16",
            "0.0.0.0",
            "::",
            "224.0.0.1",
            "ff02::1",
            "255.255.255.255",
            "0.1.2.3"
        }) {
            assertThat(allowed(address)).as(address).isFalse();
        }
    }

    private static boolean allowed(String address) throws UnknownHostException {
        return AddressGuard.allows(InetAddress.getByName(address));
    }
}
