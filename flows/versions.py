"""The versions of the stages: a version is raised when the stage's output changes for the same input. They stand in every manifest."""

STAGE_VERSIONS = {"read": "4", "clean": "13", "segment": "1", "entities": "5", "quotes": "4", "settle": "3"}
