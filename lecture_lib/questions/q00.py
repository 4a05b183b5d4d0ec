"""Questions of notebook 00: how the course works, tried on small things."""

from __future__ import annotations

from ..checking import Mistake, Question, choice_question

_TRY = Question(
    "00.1a",
    lambda x, w, b: w * x + b,
    "the number w x + b",
    cases=[(0.0, 1.0, 2.0), (1.0, 2.0, 3.0), (-2.0, 0.5, 1.0), (3.0, -1.0, -4.0)],
    mistakes=(
        Mistake(
            "bias forgotten", "You have the weighted input. The bias b still has to be added.", lambda x, w, b: w * x
        ),
        Mistake(
            "bias weighted",
            "You weight the bias too. Only x is multiplied by w; b is added as it is.",
            lambda x, w, b: w * (x + b),
        ),
        Mistake("sum for product", "You add x and w. The weight multiplies the input.", lambda x, w, b: x + w + b),
        Mistake("bias subtracted", "You subtract b; it has to be added, with its own sign.", lambda x, w, b: w * x - b),
    ),
    hints=(
        "A neuron first weights its input, then adds its bias.",
        "To weight means to multiply: w times x.",
        "return w * x + ... and what is still missing?",
    ),
)

_CHECK_1 = choice_question(
    "00.1",
    "You changed a number and want to see the picture as it was before. Which button?",
    {
        "a": ("⟲ Start again", "That goes all the way to the start. There is a button that takes one step."),
        "b": ("↶ Undo", "Yes: Undo takes one step back, and Redo takes it again."),
        "c": ("⋯ More, Copy as code", "That gives the state as code, so that you can keep it. It changes nothing."),
    },
    right="b",
)

_CHECK_2 = choice_question(
    "00.2",
    "A line of the table says ✗. What do you do?",
    {
        "a": ("Go on; it will be all right", "It may be, for a while. The line names the command that mends it."),
        "b": (
            "Install the newest version of everything by hand",
            "That may break another range. The course's own command installs what was tested together.",
        ),
        "c": ("Run the command in that line, then restart the kernel", "Yes, and then run the cell again."),
    },
    right="c",
)

_CHECK_3 = choice_question(
    "00.3",
    "Where does your progress go?",
    {
        "a": ("To the teacher", "No. Nothing is sent anywhere; a teacher sees what you hand in, and no more."),
        "b": ("Into one file on this machine", "Yes. Its path stands below the map, and you may read or delete it."),
        "c": ("Into the notebook", "No. The notebook may be thrown away or replaced; the file stays."),
    },
    right="b",
)

_CHECK_4 = choice_question(
    "00.4",
    "Two lectures write z. Which of them means the number after the activation?",
    {
        "a": ("Lecture B", "Yes: its z without an index is z_out, which this course calls a."),
        "b": ("Lecture D", "D's z is the sum before the activation, as in this course."),
        "c": ("Both", "One of them writes a for the number after the activation."),
    },
    right="a",
)

QUESTIONS = (_CHECK_1, _TRY, _CHECK_2, _CHECK_3, _CHECK_4)
