package io.bhiv.rules.sample.outdated;

import java.util.Date;

@SuppressWarnings("JavaUtilDate")
interface UsesDate {

    Date received();
}
