package io.bhiv.rules.sample.resource;

import java.util.List;

interface RowsResource {

    List<Row> rows();
}
