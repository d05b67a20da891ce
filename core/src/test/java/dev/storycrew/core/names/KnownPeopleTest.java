package dev.storycrew.core.names;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KnownPeopleTest {
    private static final KnownPeople PEOPLE = new KnownPeople(List.of(
            "Mara Venn",
            "Tobias Hale",
            "Father Brown",
            "José Núñez",
            "Марта Орлова",
            "林小雨",
            "陈阿婆",
            "김민수",
            "The Keeper",
            "Tom O'Brien",
            "玛拉·维恩",
            "Ann Lee Jr."));

    @ParameterizedTest
    @CsvSource({
        "Mara, Mara Venn",
        "mara venn, Mara Venn",
        "Venn Mara, Mara Venn",
        "Ms. Venn, Mara Venn",
        "Dr Mara Venn, Mara Venn",
        "Mara Ellen Venn, Mara Venn",
        "Mara von der Venn, Mara Venn",
        "Tobias bin Hale, Tobias Hale",
        "M. Venn, Mara Venn",
        "Mara’s, Mara Venn",
        "young Tobias, Tobias Hale",
        "Jose Nunez, José Núñez",
        "Señor Núñez, José Núñez",
        "Марту, Марта Орлова",
        "Марте Орловой, Марта Орлова",
        "小雨, 林小雨",
        "林医生, 林小雨",
        "阿婆, 陈阿婆",
        "민수, 김민수",
        "민수씨, 김민수",
        "Keeper, The Keeper",
        "the keeper, The Keeper",
        "O'Brien, Tom O'Brien",
        "玛拉, 玛拉·维恩",
        "Brown, Father Brown"
    })
    void aPartOrAnotherFormIsThePerson(String name, String known) {
        assertThat(PEOPLE.who(name)).contains(known);
    }

    @ParameterizedTest
    @CsvSource({
        "Marra Venn",
        "Tom Venn",
        "Tobias's mother",
        "Mara's Ghost",
        "Mara and the others",
        "Mrs Brown-Smith",
        "Марк",
        "林小雨的母亲",
        "雨",
        "M.",
        "The ferryman",
        "Ann Lee"
    })
    void somebodyElseIsNot(String name) {
        assertThat(PEOPLE.who(name)).isEmpty();
        assertThat(PEOPLE.isUnclear(name)).isFalse();
    }

    @Test
    void whatSeveralAreCalledMeansNobodyForCertain() {
        KnownPeople family = new KnownPeople(List.of("Ida Marsh", "Tom Marsh", "Ida"));

        assertThat(family.isUnclear("Marsh")).isTrue();
        assertThat(family.who("Marsh")).isEmpty();
        assertThat(family.who("Ida")).contains("Ida");
        assertThat(family.who("Tom")).contains("Tom Marsh");
    }

    @Test
    void anotherTitleIsAnotherPerson() {
        KnownPeople people = new KnownPeople(List.of("Captain Hale"));

        assertThat(people.who("Mrs Hale")).isEmpty();
        assertThat(people.who("Hale")).contains("Captain Hale");
    }
}
