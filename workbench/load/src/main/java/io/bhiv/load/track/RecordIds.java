package io.bhiv.load.track;

import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/**
 * Records in the ledger what a Kafka record is about.
 *
 * @param origin header with the id that was acknowledged
 * @param own header with the record's own id, which no other record may carry
 */
public record RecordIds(String origin, String own, DeliveryLedger ledger)
        implements Consumer<ConsumerRecord<byte[], byte[]>> {

    @Override
    public void accept(ConsumerRecord<byte[], byte[]> record) {
        Header from = record.headers().lastHeader(origin);
        if (from != null) {
            ledger.arrived(hash(from.value()), System.nanoTime());
        }
        Header itself = record.headers().lastHeader(own);
        if (itself != null) {
            ledger.record(hash(itself.value()));
        }
    }

    private static long hash(byte[] id) {
        return IdHash.of(id, 0, id.length);
    }
}
