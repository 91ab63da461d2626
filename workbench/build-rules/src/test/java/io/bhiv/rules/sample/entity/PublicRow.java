package io.bhiv.rules.sample.entity;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;

@Entity
public class PublicRow {

    @Id
    long id;
}
