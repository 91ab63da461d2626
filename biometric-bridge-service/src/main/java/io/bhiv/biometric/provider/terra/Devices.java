package io.bhiv.biometric.provider.terra;

import io.bhiv.kit.hash.NameUuid;
import io.bhiv.model.biometric.Device;
import org.jspecify.annotations.Nullable;

/** What measured a record. The serial number is hashed: it tells two devices apart and names neither. */
final class Devices {

    private Devices() {}

    static @Nullable Device read(Part record) {
        Part data = record.in("device_data");
        String manufacturer = data.text("manufacturer");
        String model = data.text("name");
        String firmware = data.text("software_version");
        String serial = data.text("serial_number");
        boolean nothing = manufacturer == null && model == null && firmware == null && serial == null;
        return nothing ? null : new Device(manufacturer, model, firmware, serial == null ? null : hash(serial));
    }

    private static String hash(String serial) {
        return NameUuid.v3(serial).toString();
    }
}
