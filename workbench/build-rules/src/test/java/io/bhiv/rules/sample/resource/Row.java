package io.bhiv.rules.sample.resource;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;

@Entity
class Row {

    @Id
    long id;
}
