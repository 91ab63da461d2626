package io.bhiv.biometric.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import io.bhiv.biometric.fetch.PayloadAddress.Checked;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PayloadAddressTest {

    private static final List<String> ALLOWED = List.of(".amazonaws.com", "payloads.example.com");

    @Test
    void aPresignedAddressOfAnAllowedHostMayBeFetchedWithItsQuery() {
        Checked checked = check("https://terra.s3.eu-west-2.amazonaws.com/payloads/a.json?X-Amz-Signature=FAKE");

        assertThat(checked)
                .isEqualTo(new Checked.Allowed(
                        "terra.s3.eu-west-2.amazonaws.com", 443, "/payloads/a.json?X-Amz-Signature=FAKE", true));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://terra.s3.amazonaws.com/a",
                "https://terra.s3.amazonaws.com:8443/a",
                "https://user:pass@terra.s3.amazonaws.com/a",
                "https://amazonaws.com.evil.example/a",
                "https://evilamazonaws.com/a",
                "https://payloads.example.com.evil.example/a",
                "https://127.0.0.1/a",
                "http://127.0.0.1:8080/a",
                "https://169.254.169.254/latest/meta-data",
                "https://[::1]/a",
                "file:///etc/passwd",
                "ftp://terra.s3.amazonaws.com/a",
                "https:///a",
                "not a url",
                ""
            })
    void everythingElseIsRefused(String url) {
        assertThat(check(url)).isInstanceOf(Checked.Refused.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "10.0.0.1",
                "172.16.0.1",
                "192.168.1.1",
                "169.254.169.254",
                "100.64.0.1",
                "0.0.0.0",
                "224.0.0.1",
                "198.18.0.1",
                "240.0.0.1",
                "255.255.255.255",
                "192.0.0.1",
                "::1",
                "::",
                "fe80::1",
                "fc00::1",
                "fd12::1",
                "ff02::1",
                "64:ff9b::a00:1",
                "2002:a00:1::1",
                "::ffff:10.0.0.1"
            })
    void addressesThatAreNotOfThePublicInternetAreNotConnectedTo(String address) throws UnknownHostException {
        assertThat(PayloadAddress.isPublic(InetAddress.getByName(address))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"52.95.148.10", "3.5.244.1", "2a05:d018::1"})
    void publicAddressesAre(String address) throws UnknownHostException {
        assertThat(PayloadAddress.isPublic(InetAddress.getByName(address))).isTrue();
    }

    private static Checked check(String url) {
        return PayloadAddress.check(url, ALLOWED, false);
    }
}
